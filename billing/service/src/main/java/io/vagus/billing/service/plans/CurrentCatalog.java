package io.vagus.billing.service.plans;

import io.vagus.billing.catalog.Catalog;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Chooses the catalog this service sells from. */
final class CurrentCatalog {

    private CurrentCatalog() {}

    @Produces
    @Singleton
    static Catalog catalog() {
        return Catalog.current();
    }
}
