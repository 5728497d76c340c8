// Package acceptance runs the real Terraform (or OpenTofu) with the provider against a running service, and connects with
// what comes out of it.
package acceptance

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
)

const (
	connectTimeout  = 5 * time.Second
	receiveTimeout  = 5 * time.Second
	closeTimeout    = 20 * time.Second
	accountResource = "vagus_account.orders"
	userResource    = "vagus_user.worker"
)

func setting(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set: this test needs a running service (VAGUS_ENDPOINT, VAGUS_TOKEN, NATS_URL)", name)
	}
	return value
}

func configuration(account string, connections int) string {
	return fmt.Sprintf(`
terraform {
  required_providers {
    vagus = { source = "vagus-io/vagus" }
  }
}

provider "vagus" {}

data "vagus_team" "own" {}

resource "vagus_account" "orders" {
  team_id     = data.vagus_team.own.id
  name        = %q
  description = "Made by Terraform"
  limits = {
    connections   = %d
    payload_bytes = 65536
  }
}

resource "vagus_user" "worker" {
  account_id = vagus_account.orders.id
  name       = "worker"
  permissions = {
    publish   = { allow = ["orders.>", "_INBOX.>"] }
    subscribe = { allow = ["orders.>", "_INBOX.>"] }
  }
}

resource "vagus_account" "returns" {
  name = %q
}

resource "vagus_user" "stranger" {
  account_id = vagus_account.returns.id
  name       = "worker"
}

output "stranger_creds" {
  value     = vagus_user.stranger.creds
  sensitive = true
}

output "account_id" {
  value = vagus_account.orders.id
}

output "public_key" {
  value = vagus_account.orders.public_key
}

output "creds" {
  value     = vagus_user.worker.creds
  sensitive = true
}
`, account, connections, account+"-returns")
}

func TestAnAccountFromApplyToDestroy(t *testing.T) {
	setting(t, "VAGUS_ENDPOINT")
	setting(t, "VAGUS_TOKEN")
	url := setting(t, "NATS_URL")
	w := newWorkspace(t)
	account := fmt.Sprintf("terraform-%d", time.Now().UnixNano())
	w.configure(configuration(account, 5))
	t.Cleanup(func() {
		if code, output := w.run("destroy", "-auto-approve", "-input=false", "-no-color"); code != 0 {
			t.Errorf("the cleaning destroy ended with %d:\n%s", code, output)
		}
	})

	w.apply()
	w.mustPlanNothing()

	made := w.outputs()
	if !made["creds"].Sensitive {
		t.Error("the credentials are not marked as sensitive")
	}
	creds := filepath.Join(t.TempDir(), "worker.creds")
	write(t, creds, made["creds"].Value)
	closed := make(chan error, 1)
	connection := connect(t, url, creds, closed)
	exchange(t, connection)
	strangerCreds := filepath.Join(t.TempDir(), "stranger.creds")
	write(t, strangerCreds, made["stranger_creds"].Value)
	stranger := connect(t, url, strangerCreds, make(chan error, 1))
	hearsOnlyItsOwn(t, stranger, connection)

	w.configure(configuration(account, 7))
	w.apply()
	w.mustPlanNothing()
	changed := w.outputs()
	if changed["public_key"] != made["public_key"] || changed["creds"] != made["creds"] {
		t.Error("changing a quota replaced the account or its user")
	}
	exchange(t, connection)

	w.must("state", "rm", accountResource)
	w.must("import", "-input=false", "-no-color", accountResource, made["account_id"].Value)
	w.mustPlanNothing()

	begin := time.Now()
	w.must("destroy", "-auto-approve", "-input=false", "-no-color", "-target="+userResource)
	t.Logf("destroying the user took %s", time.Since(begin).Round(time.Millisecond))
	select {
	case err := <-closed:
		t.Logf("the live connection ended: %v", err)
	case <-time.After(closeTimeout):
		t.Error("the live connection outlived its user")
	}
	if another, err := dial(url, creds); err == nil {
		another.Close()
		t.Error("the destroyed user's credentials are still accepted")
	} else if !errors.Is(err, nats.ErrAuthorization) && !errors.Is(err, nats.ErrAuthRevoked) {
		t.Errorf("the destroyed user was refused otherwise than expected: %v", err)
	}
}

func dial(url, creds string, options ...nats.Option) (*nats.Conn, error) {
	return nats.Connect(url, append(options,
		nats.UserCredentials(creds), nats.NoReconnect(), nats.Timeout(connectTimeout))...)
}

func connect(t *testing.T, url, creds string, closed chan<- error) *nats.Conn {
	t.Helper()
	connection, err := dial(url, creds, nats.ClosedHandler(func(c *nats.Conn) { closed <- c.LastError() }))
	if err != nil {
		t.Fatalf("the credentials do not work: %v", err)
	}
	t.Cleanup(connection.Close)
	return connection
}

// hearsOnlyItsOwn checks that the stranger, a user of another account, is not reached on the same subject.
func hearsOnlyItsOwn(t *testing.T, stranger, connection *nats.Conn) {
	t.Helper()
	subscription, err := stranger.SubscribeSync("orders.new")
	if err != nil {
		t.Fatal(err)
	}
	steps := []error{
		stranger.FlushTimeout(receiveTimeout),
		connection.Publish("orders.new", []byte("foreign")),
		connection.FlushTimeout(receiveTimeout),
		stranger.Publish("orders.new", []byte("own")),
	}
	if err := errors.Join(steps...); err != nil {
		t.Fatal(err)
	}
	message, err := subscription.NextMsg(receiveTimeout)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(message.Data); text != "own" {
		t.Errorf("the other account received %q", text)
	}
}

// exchange sends one message to itself.
func exchange(t *testing.T, connection *nats.Conn) {
	t.Helper()
	subscription, err := connection.SubscribeSync("orders.new")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = subscription.Unsubscribe() }()
	if err := connection.Publish("orders.new", []byte("one")); err != nil {
		t.Fatal(err)
	}
	message, err := subscription.NextMsg(receiveTimeout)
	if err != nil {
		t.Fatalf("the message did not come: %v (%v)", err, connection.LastError())
	}
	if text := string(message.Data); text != "one" {
		t.Errorf("got %q", text)
	}
}
