-- Distributes Maskline's tables with Citus 13: for a trial, since Maskline does not support Citus
-- (docs/scale.md says what is missing). Run it on the coordinator, which must be in Citus's metadata,
-- as the owner of the tables, after Maskline has migrated the database.

-- What concerns all pools, or is joined by more than its pool: a copy on each node.
select create_reference_table('pool');
select create_reference_table('virtual_number');
select create_reference_table('decision_hook');
select create_reference_table('held_sync');
select create_reference_table('twilio_service');
select create_reference_table('block');
select create_reference_table('number_key');
select create_reference_table('event_subscription');
select create_reference_table('call_stat_hour');

-- Citus refuses a table that local tables refer to. So these keys come back at the end.
alter table abuse_report drop constraint abuse_report_booking_fk;
alter table event_delivery drop constraint event_delivery_event_fk;
alter table party drop constraint party_booking_fk;
alter table party_alternate drop constraint party_alternate_party_fk;
alter table party_pin drop constraint party_pin_booking_fk;
alter table route drop constraint route_booking_fk;
alter table twilio_participant drop constraint twilio_participant_session_fk;
alter table twilio_sent_text drop constraint twilio_sent_text_participant_fk;

-- A booking, its routes, calls, texts and events are on the node of their pool.
select create_distributed_table('booking', 'pool_id');
select create_distributed_table('abuse_report', 'pool_id', colocate_with => 'booking');
select create_distributed_table('call_leg', 'pool_id', colocate_with => 'booking');
select create_distributed_table('call_session', 'pool_id', colocate_with => 'booking');
select create_distributed_table('call_stat', 'pool_id', colocate_with => 'booking');
select create_distributed_table('carrier_erasure', 'pool_id', colocate_with => 'booking');
select create_distributed_table('event_delivery', 'pool_id', colocate_with => 'booking');
select create_distributed_table('message', 'pool_id', colocate_with => 'booking');
select create_distributed_table('message_reply_guard', 'pool_id', colocate_with => 'booking');
select create_distributed_table('missed_call_guard', 'pool_id', colocate_with => 'booking');
select create_distributed_table('opt_out', 'pool_id', colocate_with => 'booking');
select create_distributed_table('outbox_event', 'pool_id', colocate_with => 'booking');
select create_distributed_table('party', 'pool_id', colocate_with => 'booking');
select create_distributed_table('party_alternate', 'pool_id', colocate_with => 'booking');
select create_distributed_table('party_pin', 'pool_id', colocate_with => 'booking');
select create_distributed_table('pin_guard', 'pool_id', colocate_with => 'booking');
select create_distributed_table('recording', 'pool_id', colocate_with => 'booking');
select create_distributed_table('route', 'pool_id', colocate_with => 'booking');
select create_distributed_table('twilio_participant', 'pool_id', colocate_with => 'booking');
select create_distributed_table('twilio_sent_text', 'pool_id', colocate_with => 'booking');
select create_distributed_table('twilio_session', 'pool_id', colocate_with => 'booking');
select create_distributed_table('webhook_receipt', 'pool_id', colocate_with => 'booking');

-- All other tables stay on the coordinator: api_key, audit_event, call_stat_recount,
-- console_session, dead_letter, erasure, facade_account, job, job_set_aside, migrations.

alter table abuse_report add constraint abuse_report_booking_fk
  foreign key (pool_id, booking_id) references booking (pool_id, id) on delete cascade;
alter table event_delivery add constraint event_delivery_event_fk
  foreign key (pool_id, event_id) references outbox_event (pool_id, id) on delete cascade;
alter table party add constraint party_booking_fk
  foreign key (pool_id, booking_id) references booking (pool_id, id) on delete cascade;
alter table party_alternate add constraint party_alternate_party_fk
  foreign key (pool_id, booking_id, role) references party (pool_id, booking_id, role)
  on delete cascade;
alter table party_pin add constraint party_pin_booking_fk
  foreign key (pool_id, booking_id) references booking (pool_id, id) on delete cascade;
-- Citus runs the parts of a statement one after the other: routes come before their booking.
alter table route add constraint route_booking_fk
  foreign key (pool_id, booking_id) references booking (pool_id, id) on delete cascade
  deferrable initially deferred;
alter table twilio_participant add constraint twilio_participant_session_fk
  foreign key (session_id, pool_id) references twilio_session (id, pool_id) on delete cascade;
alter table twilio_sent_text add constraint twilio_sent_text_participant_fk
  foreign key (session_id, role, pool_id) references twilio_participant (session_id, role, pool_id)
  on delete cascade;
