-- count-held-syncs

select count(*)::integer as pools from held_sync
