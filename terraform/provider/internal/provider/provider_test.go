package provider

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/vagus-io/terraform-provider-vagus/internal/api"
)

// The tests run a real Terraform against the provider in this process. Besides what a step checks, the library plans
// again after every step and fails if the plan is not empty, and destroys everything at the end.

func TestMain(m *testing.M) {
	tool, err := exec.Command("../../../terraform.sh").Output()
	if err != nil {
		fmt.Fprintln(os.Stderr, "FAILED: no Terraform to test with; see terraform/terraform.sh")
		os.Exit(1)
	}
	binary := strings.TrimSpace(string(tool))
	os.Setenv("TF_ACC_TERRAFORM_PATH", binary)
	if filepath.Base(binary) == "tofu" {
		os.Setenv("TF_ACC_PROVIDER_HOST", "registry.opentofu.org")
	}
	os.Setenv("CHECKPOINT_DISABLE", "1")
	os.Unsetenv("TF_CLI_CONFIG_FILE") // a user's own settings must not change the run
	os.Exit(m.Run())
}

func run(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	retries := api.Retries{Attempts: 4, Pause: time.Millisecond, MaxPause: 10 * time.Millisecond}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){
			"vagus": providerserver.NewProtocol6WithError(&vagusProvider{"test", retries}),
		},
		Steps: steps,
	})
}

const (
	account = "vagus_account.orders"
	user    = "vagus_user.shop"
)

func accountConfig(lines string) string {
	return fmt.Sprintf("resource \"vagus_account\" \"orders\" {\n%s\n}\n", lines)
}

func userConfig(lines string) string {
	return accountConfig(`name = "orders"`) +
		fmt.Sprintf("resource \"vagus_user\" \"shop\" {\naccount_id = vagus_account.orders.id\n%s\n}\n", lines)
}

func has(pairs ...string) resource.TestCheckFunc {
	var checks []resource.TestCheckFunc
	for i := 0; i < len(pairs); i += 3 {
		checks = append(checks, resource.TestCheckResourceAttr(pairs[i], pairs[i+1], pairs[i+2]))
	}
	return resource.ComposeAggregateTestCheckFunc(checks...)
}

func planned(name string, action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(name, action)}}
}

func TestMakesAnAccountInTheOnlyTeamAndWaitsForTheNodes(t *testing.T) {
	s := newService(t)
	s.readsToSettle = 3

	run(t, resource.TestStep{
		Config: accountConfig(`name = "orders"`),
		Check: has(account, "state", "active", account, "team_id", ownTeam, account, "description", "",
			account, "suspended", "false", account, "limits.connections", "-1"),
	})

	if len(s.accounts) != 0 {
		t.Errorf("destroy left %d accounts", len(s.accounts))
	}
}

func TestChangesAQuotaInPlace(t *testing.T) {
	newService(t)

	run(t,
		resource.TestStep{
			Config: accountConfig("name = \"orders\"\n limits = { connections = 5, payload_bytes = 1024 }"),
			Check:  has(account, "limits.connections", "5", account, "limits.payload_bytes", "1024", account, "limits.streams", "-1"),
		},
		resource.TestStep{
			Config:           accountConfig("name = \"orders\"\n limits = { connections = 7, payload_bytes = 1024 }"),
			ConfigPlanChecks: planned(account, plancheck.ResourceActionUpdate),
			Check:            has(account, "limits.connections", "7", account, "state", "active"),
		},
		resource.TestStep{
			Config:           accountConfig("name = \"renamed\"\n description = \"all orders\"\n limits = { connections = 7 }"),
			ConfigPlanChecks: planned(account, plancheck.ResourceActionUpdate),
			Check:            has(account, "name", "renamed", account, "description", "all orders", account, "limits.payload_bytes", "1024"),
		},
		resource.TestStep{
			Config: accountConfig("name = \"renamed\"\n description = \"all orders\""),
			Check:  has(account, "limits.connections", "7"),
		},
	)
}

func TestRepairsADriftedQuotaAndLeavesTheOthersAlone(t *testing.T) {
	s := newService(t)
	config := accountConfig("name = \"orders\"\n limits = { connections = 5 }")

	run(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig: s.change(func(s *service) {
				for _, each := range s.accounts {
					drifted, ours := int64(99), int64(12)
					each.Limits.Connections, each.Limits.Streams = &drifted, &ours
				}
			}),
			Config:           config,
			ConfigPlanChecks: planned(account, plancheck.ResourceActionUpdate),
			Check:            has(account, "limits.connections", "5", account, "limits.streams", "12"),
		},
	)
}

func TestMakesAgainWhatIsGone(t *testing.T) {
	s := newService(t)
	config := userConfig(`name = "shop"`)

	run(t,
		resource.TestStep{Config: config},
		resource.TestStep{
			PreConfig:        s.change(func(s *service) { clear(s.accounts); clear(s.users) }),
			Config:           config,
			ConfigPlanChecks: planned(account, plancheck.ResourceActionCreate),
		},
		resource.TestStep{
			PreConfig: s.change(func(s *service) {
				for _, each := range s.users {
					each.User.State = api.UserRevoked
					each.User.Name = "revoked"
				}
			}),
			Config:           config,
			ConfigPlanChecks: planned(user, plancheck.ResourceActionCreate),
		},
	)
}

func TestSuspendsAndResumesInPlace(t *testing.T) {
	newService(t)

	run(t,
		resource.TestStep{
			Config: accountConfig("name = \"orders\"\n suspended = true"),
			Check:  has(account, "state", "suspended"),
		},
		resource.TestStep{
			Config:           accountConfig("name = \"orders\"\n suspended = false"),
			ConfigPlanChecks: planned(account, plancheck.ResourceActionUpdate),
			Check:            has(account, "state", "active"),
		},
	)
}

func TestSaysWhyAnAccountDoesNotBecomeActive(t *testing.T) {
	s := newService(t)
	s.settled = func(bool) (api.State, string) { return api.StateDegraded, "node-2 answers with an older JWT" }

	run(t, resource.TestStep{
		Config:      accountConfig("name = \"orders\"\n timeouts = { create = \"1s\" }"),
		ExpectError: regexp.MustCompile(`(?s)still\s+degraded\s+after\s+1s:\s+node-2\s+answers\s+with\s+an\s+older\s+JWT`),
	})

	if len(s.accounts) != 0 {
		t.Error("the account that was made in vain is not in the state: destroy left it behind")
	}
}

func TestShowsARefusalAtTheAttributeThatTheServiceNames(t *testing.T) {
	newService(t)

	run(t,
		resource.TestStep{
			Config:      accountConfig("name = \"orders\"\n limits = {\n connections = 1000001\n }"),
			ExpectError: regexp.MustCompile(`(?s)with vagus_account\.orders,.*limits = \{.*limits\.connections: the plan allows 1000000`),
		},
		resource.TestStep{
			Config:      accountConfig(`name = "no/slash"`),
			ExpectError: regexp.MustCompile(`must begin and end with a letter or digit`),
		},
		resource.TestStep{
			Config:      accountConfig("name = \"orders\"\n limits = { connections = -2 }"),
			ExpectError: regexp.MustCompile(`must be at least -1`),
		},
	)
}

func TestShowsATakenNameAtTheName(t *testing.T) {
	s := newService(t)
	s.change(func(s *service) {
		s.accounts["x"] = &api.Account{TeamID: ownTeam, Name: "orders"}
	})()

	run(t, resource.TestStep{
		Config:      accountConfig(`name = "orders"`),
		ExpectError: regexp.MustCompile(`(?s)name = "orders".*The name is taken`),
	})
}

func TestRepeatsACreationWithTheSameKeyWhileTheServiceIsAway(t *testing.T) {
	s := newService(t)

	run(t, resource.TestStep{
		PreConfig: s.change(func(s *service) { s.unavailable = 3 }),
		Config:    accountConfig("name = \"orders\"\n team_id = \"" + ownTeam + "\""),
		Check: func(*terraform.State) error {
			if len(s.keys) != 4 || s.keys[0] == "" || s.keys[0] != s.keys[3] || len(s.accounts) != 1 {
				return fmt.Errorf("keys %q made %d accounts", s.keys, len(s.accounts))
			}
			return nil
		},
	})
}

func TestGivesUpWhenTheServiceStaysAway(t *testing.T) {
	s := newService(t)
	s.unavailable = 4

	run(t, resource.TestStep{
		Config:      accountConfig("name = \"orders\"\n team_id = \"" + ownTeam + "\""),
		ExpectError: regexp.MustCompile(`status 503, request r-1`),
	})
}

func TestKeepsTheCredsOfAUserFromItsCreation(t *testing.T) {
	newService(t)
	config := userConfig("name = \"shop\"\n expires_in_seconds = 3600") +
		"output \"creds\" {\n value = vagus_user.shop.creds\n sensitive = true\n}\n"

	run(t,
		resource.TestStep{
			Config: config,
			Check: resource.ComposeAggregateTestCheckFunc(
				resource.TestMatchResourceAttr(user, "creds", regexp.MustCompile(`^creds of 0000`)),
				resource.TestMatchResourceAttr(user, "expires_at", regexp.MustCompile(`Z$`)),
				resource.TestMatchOutput("creds", regexp.MustCompile(`^creds of 0000`)),
			),
		},
		resource.TestStep{RefreshState: true, Check: resource.TestMatchResourceAttr(user, "creds", regexp.MustCompile(`^creds of 0000`))},
	)
}

func TestMakesAnotherUserWhenTheCredsAreLostOnTheirWay(t *testing.T) {
	s := newService(t)
	s.loseAnswers = 1

	run(t, resource.TestStep{
		Config: userConfig(`name = "shop"`),
		Check: resource.ComposeAggregateTestCheckFunc(
			resource.TestMatchResourceAttr(user, "creds", regexp.MustCompile(`^creds of 0000`)),
			func(*terraform.State) error {
				if len(s.users) != 1 {
					return fmt.Errorf("%d users exist", len(s.users))
				}
				return nil
			},
		),
	})
}

func TestPermissionsThatMeanTheSameAreNoChange(t *testing.T) {
	newService(t)

	run(t,
		resource.TestStep{Config: userConfig(`
			name        = "shop"
			limits      = { subscriptions = -1, payload_bytes = 512 }
			permissions = {
				publish         = { allow = ["b.>", "a.*"], deny = ["a.secret"] }
				subscribe       = {}
				allow_responses = 1
			}`)},
		resource.TestStep{
			Config:           userConfig("name = \"shop\"\n permissions = {}"),
			ConfigPlanChecks: planned(user, plancheck.ResourceActionReplace),
		},
	)
}

func TestEveryChangeOfAUserReplacesIt(t *testing.T) {
	newService(t)

	run(t,
		resource.TestStep{Config: userConfig(`name = "shop"`)},
		resource.TestStep{Config: userConfig(`name = "shop2"`), ConfigPlanChecks: planned(user, plancheck.ResourceActionReplace)},
		resource.TestStep{Config: userConfig("name = \"shop2\"\n expires_in_seconds = 60"), ConfigPlanChecks: planned(user, plancheck.ResourceActionReplace)},
		resource.TestStep{Config: userConfig("name = \"shop2\"\n expires_in_seconds = 60\n limits = { subscriptions = 3 }"), ConfigPlanChecks: planned(user, plancheck.ResourceActionReplace)},
	)
}

func TestImportsAccountsAndUsers(t *testing.T) {
	newService(t)

	run(t,
		resource.TestStep{Config: userConfig("name = \"shop\"\n permissions = { publish = { allow = [\"a\"] } }")},
		resource.TestStep{ResourceName: account, ImportState: true, ImportStateVerify: true},
		resource.TestStep{
			ResourceName: user, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"creds"},
			ImportStateIdFunc: func(state *terraform.State) (string, error) {
				attributes := state.RootModule().Resources[user].Primary.Attributes
				return attributes["account_id"] + "/" + attributes["id"], nil
			},
		},
		resource.TestStep{ResourceName: account, ImportState: true, ImportStateId: "../teams", ExpectError: regexp.MustCompile(`not the id of an account`)},
		resource.TestStep{ResourceName: user, ImportState: true, ImportStateId: "one", ExpectError: regexp.MustCompile(`with a slash\s+between`)},
		resource.TestStep{ResourceName: account, ImportState: true, ImportStateId: otherTeam, ExpectError: regexp.MustCompile(`Cannot import non-existent`)},
	)
}

func TestFindsTheTeam(t *testing.T) {
	s := newService(t)
	s.teams = append(s.teams, api.Team{ID: otherTeam, Name: "guests", Role: "developer"})

	run(t,
		resource.TestStep{Config: `data "vagus_team" "t" {}`, Check: has("data.vagus_team.t", "id", ownTeam, "data.vagus_team.t", "role", "owner")},
		resource.TestStep{Config: `data "vagus_team" "t" { name = "guests" }`, Check: has("data.vagus_team.t", "id", otherTeam)},
		resource.TestStep{Config: `data "vagus_team" "t" { id = "` + otherTeam + `" }`, Check: has("data.vagus_team.t", "name", "guests")},
		resource.TestStep{Config: `data "vagus_team" "t" { name = "nobody" }`, ExpectError: regexp.MustCompile(`there\s+are\s+0\s+teams\s+with\s+the\s+name\s+"nobody"`)},
		resource.TestStep{
			PreConfig:   s.change(func(s *service) { s.teams[1].Role = ownerRole }),
			Config:      accountConfig(`name = "orders"`),
			ExpectError: regexp.MustCompile(`there\s+are\s+2\s+teams\s+that\s+the\s+caller\s+owns`),
		},
	)
}

func TestAsksForWhatTheProviderLacks(t *testing.T) {
	newService(t)
	t.Setenv(tokenVariable, "")

	run(t,
		resource.TestStep{Config: `data "vagus_team" "t" {}`, ExpectError: regexp.MustCompile(`The token is missing`)},
		resource.TestStep{
			Config:      "provider \"vagus\" {\n endpoint = \"ftp://x\"\n token = \"t\"\n}\ndata \"vagus_team\" \"t\" {}",
			ExpectError: regexp.MustCompile(`The endpoint cannot be used`),
		},
		resource.TestStep{
			Config:      "provider \"vagus\" {\n token = \"wrong-secret\"\n}\ndata \"vagus_team\" \"t\" {}",
			ExpectError: regexp.MustCompile(`No valid token \(status 401`),
		},
	)
}
