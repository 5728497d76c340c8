package io.vagus.controlplane;

import io.vagus.controlplane.platform.Database;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Has the connection to the database die at a write, as when the process or the database ends there: of one team, or of the
 * operator, on whose behalf no team is. One at a time in a database.
 */
final class FaultPlan implements AutoCloseable {

    /** The operator's own changes belong to no team. */
    static final String NO_TEAM = "operator";

    private final Database database;
    private final Set<String> watched = new LinkedHashSet<>();

    FaultPlan(Database database) {
        this.database = database;
        sql("create table fault_plan (who text, step bigint)");
        sql("create sequence fault_step");
        // What a sequence is set to stays when the transaction dies.
        sql("create sequence fault_place");
        sql("""
            create or replace function die_at_step() returns trigger language plpgsql security definer as $$
            begin
              if coalesce(nullif(current_setting('vagus.team', true), ''), 'operator') = (select who from fault_plan)
                 and nextval('fault_step') = (select step from fault_plan) then
                perform setval('fault_place', cast(tg_relid as bigint));
                perform pg_terminate_backend(pg_backend_pid());
              end if;
              return null;
            end $$
            """);
        sql("grant execute on function die_at_step() to vagus_tenant");
    }

    /** Counts the writes of these tables, too, from now on. */
    void watch(Collection<String> tables) {
        for (String table : tables) {
            if (watched.add(table)) {
                sql("create or replace trigger die_at_step after insert or update or delete on " + table
                        + " for each statement execute function die_at_step()");
            }
        }
    }

    /** The next writes are counted from 1; with that many the connection dies. */
    void aim(String who, int step) {
        rest();
        sql("insert into fault_plan values ('" + who + "', " + step + ")");
        sql("alter sequence fault_step restart");
    }

    /** The table that was written when the last connection died. */
    String place() {
        return database.await(work -> work.session()
                .createNativeQuery(
                        "select cast(cast(cast(last_value as oid) as regclass) as text) from fault_place", String.class)
                .getSingleResult());
    }

    /** Nothing dies. */
    void rest() {
        sql("delete from fault_plan");
    }

    @Override
    public void close() {
        watched.forEach(table -> sql("drop trigger if exists die_at_step on " + table));
        sql("drop function die_at_step");
        sql("drop table fault_plan");
        sql("drop sequence fault_step");
        sql("drop sequence fault_place");
    }

    private void sql(String statement) {
        database.await(work -> work.session().createNativeQuery(statement).executeUpdate());
    }
}
