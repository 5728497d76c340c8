package io.vagus.client;

import io.vagus.client.api.AccountsApi;
import io.vagus.client.api.PeopleApi;
import io.vagus.client.model.Account;
import io.vagus.client.model.AccountCreate;
import io.vagus.client.model.AccountPage;
import io.vagus.client.model.AccountUpdate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;

/** The built client against a service that runs: VAGUS_URL, VAGUS_TOKEN. Prints a line a check. */
public final class Smoke {

    private static int passed;

    private Smoke() {}

    public static void main(String[] arguments) throws ApiException {
        try {
            run(Vagus.connect(System.getenv("VAGUS_URL"), () -> System.getenv("VAGUS_TOKEN")));
            System.out.println(passed + " passed, 0 failed");
        } catch (ApiException | RuntimeException e) {
            System.out.println("FAILED " + e);
            System.out.println(passed + " passed, 1 failed");
            throw e;
        }
    }

    private static void run(ApiClient client) throws ApiException {
        UUID team = new PeopleApi(client).getMe().getTeams().get(0).getTeamId();
        AccountsApi accounts = new AccountsApi(client);
        String name = "java-" + UUID.randomUUID();

        Account made = accounts.createAccount(team, new AccountCreate().name(name), name);
        check("create", made.getName().equals(name));
        check(
                "idempotent",
                accounts.createAccount(team, new AccountCreate().name(name), name)
                        .getId()
                        .equals(made.getId()));

        String seen = accounts.getAccountWithHttpInfo(made.getId())
                .getHeaders()
                .get("etag")
                .get(0);
        check(
                "change",
                accounts.updateAccount(made.getId(), new AccountUpdate().description("seen"), seen)
                        .getDescription()
                        .equals("seen"));
        try {
            accounts.updateAccount(made.getId(), new AccountUpdate().description("stale"), seen);
            check("stale", false);
        } catch (ApiException e) {
            check(
                    "stale",
                    e.getCode() == 412
                            && Vagus.problem(e)
                                    .orElseThrow()
                                    .getType()
                                    .toString()
                                    .endsWith("precondition-failed"));
        }

        List<String> names = new ArrayList<>();
        String cursor = null;
        do {
            AccountPage page = accounts.listAccounts(team, null, null, 1, cursor);
            page.getItems().forEach(each -> names.add(each.getName()));
            cursor = page.getNextCursor();
        } while (cursor != null);
        check("pages", names.contains(name) && new HashSet<>(names).size() == names.size());

        accounts.deleteAccount(made.getId(), null);
        check("delete", accounts.getAccount(made.getId()).getDeletion() != null);
    }

    private static void check(String name, boolean good) {
        if (!good) {
            throw new IllegalStateException(name);
        }
        System.out.println("ok " + name);
        passed++;
    }
}
