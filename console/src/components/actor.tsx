import { Link } from './link.js';

interface ActorProps {
  of: { actor: string; keyId: string | null; keyName: string | null };
}

/** Who did something: the name of the key, which leads to everything that it did. */
export const Actor = ({ of: { actor, keyId, keyName } }: ActorProps) => (
  <span title={actor === 'bootstrap' ? 'The key in the setting ADMIN_API_KEY' : actor}>
    <Link to="/audit" query={{ key: keyId ?? actor }}>
      {keyName ?? actor}
    </Link>
  </span>
);
