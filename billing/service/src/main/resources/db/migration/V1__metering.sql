-- How far an account's traffic on one boot of a server has been counted: the largest counts ever read.
-- "C" collation: rows are locked in the order in which the service sorts keys.
CREATE TABLE meter (
    server_id    text COLLATE "C" NOT NULL,
    account_key  text COLLATE "C" NOT NULL,
    in_messages  bigint NOT NULL DEFAULT 0,
    in_bytes     bigint NOT NULL DEFAULT 0,
    out_messages bigint NOT NULL DEFAULT 0,
    out_bytes    bigint NOT NULL DEFAULT 0,
    counted_at   timestamptz,
    PRIMARY KEY (server_id, account_key)
);

-- Each advance of a meter, once.
CREATE TABLE usage_delta (
    id           bytea PRIMARY KEY,
    server_id    text COLLATE "C" NOT NULL,
    account_key  text COLLATE "C" NOT NULL,
    month        date NOT NULL,
    in_messages  bigint NOT NULL,
    in_bytes     bigint NOT NULL,
    out_messages bigint NOT NULL,
    out_bytes    bigint NOT NULL,
    seen_at      timestamptz NOT NULL
);

CREATE INDEX usage_delta_by_account ON usage_delta (account_key, seen_at);

-- The sum of an account's deltas of one month (its first day, UTC).
CREATE TABLE usage_month (
    account_key   text COLLATE "C" NOT NULL,
    month         date NOT NULL CHECK (extract(day FROM month) = 1),
    in_messages   bigint NOT NULL DEFAULT 0,
    in_bytes      bigint NOT NULL DEFAULT 0,
    out_messages  bigint NOT NULL DEFAULT 0,
    out_bytes     bigint NOT NULL DEFAULT 0,
    metered_until timestamptz NOT NULL,
    PRIMARY KEY (account_key, month)
);

-- The plan chosen for an account; without a row it is on the standard one.
CREATE TABLE account_plan (
    account_key text COLLATE "C" PRIMARY KEY,
    plan_id     text NOT NULL
);
