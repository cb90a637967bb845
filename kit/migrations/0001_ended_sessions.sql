-- Sessions that ended while access tokens of theirs are still in date. Kept until the last of those has run out.
create table ended_sessions (
  session text primary key,
  noted_at timestamptz not null default now()
);
--> statement-breakpoint
create index ended_sessions_noted on ended_sessions (noted_at);
