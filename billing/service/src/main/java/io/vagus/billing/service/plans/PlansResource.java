package io.vagus.billing.service.plans;

import io.vagus.billing.catalog.Catalog;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Shows the plans, to anybody. */
@Path("/api/v1/plans")
@Produces(MediaType.APPLICATION_JSON)
public class PlansResource {

    private final Catalog catalog;

    PlansResource(Catalog catalog) {
        this.catalog = catalog;
    }

    @GET
    public PlanListView listPlans() {
        return new PlanListView(catalog.plans().stream().map(PlanView::of).toList());
    }
}
