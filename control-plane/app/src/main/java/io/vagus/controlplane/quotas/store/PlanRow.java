package io.vagus.controlplane.quotas.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A plan; its totals are JSON, a number by the name of a limit. */
@Entity
@Table(name = "plan")
public class PlanRow {

    @Id
    public String id;

    public String name;
    public String totals;

    @Column(name = "is_default")
    public boolean isDefault;
}
