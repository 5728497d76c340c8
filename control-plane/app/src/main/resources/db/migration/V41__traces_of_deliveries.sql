-- Where the trace of the last change is (W3C traceparent), so that its push continues it; null when it was not traced.
alter table delivery add column trace text;
