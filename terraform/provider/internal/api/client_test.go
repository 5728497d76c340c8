package api

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const secret = "vgs_secret"

var quick = Retries{Attempts: 3, Pause: time.Millisecond, MaxPause: 5 * time.Millisecond}

func clientOf(t *testing.T, endpoint string) *Client {
	t.Helper()
	client, err := New(endpoint, secret, "test", quick)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func serve(t *testing.T, handler http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return clientOf(t, server.URL)
}

func TestRefusesAnEndpointThatIsNoPlainAddress(t *testing.T) {
	for _, endpoint := range []string{"", "example.com", "ftp://example.com", "http://user:word@example.com", "http://example.com?x=1", "http://exa mple"} {
		if _, err := New(endpoint, secret, "test", quick); err == nil {
			t.Errorf("%q was taken", endpoint)
		}
	}
}

func TestKeepsThePathOfTheEndpoint(t *testing.T) {
	var seen string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = r.URL.Path
		w.WriteHeader(http.StatusNoContent)
	})
	client.base = client.base.JoinPath("behind", "a-proxy")

	if err := client.DeleteAccount(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}

	if seen != "/behind/a-proxy/api/v1/accounts/a" {
		t.Errorf("called %s", seen)
	}
}

func TestWaitsForAServiceThatIsNotThereYet(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	client := clientOf(t, "http://"+address)
	begin := time.Now()

	_, err = client.Account(t.Context(), "a")

	if err == nil || time.Since(begin) > 5*time.Second {
		t.Errorf("gave up after %s with %v", time.Since(begin), err)
	}
	if strings.Contains(err.Error(), secret) {
		t.Errorf("the token is in the error: %v", err)
	}
}

func TestRepeatsWithOneKeyAfterABrokenConnection(t *testing.T) {
	var keys []string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		keys = append(keys, r.Header.Get("Idempotency-Key"))
		if len(keys) < 3 {
			connection, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				connection.Close()
			}
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		w.Write([]byte(`{"id":"a"}`))
	})

	account, err := client.CreateAccount(t.Context(), "t", AccountCreate{Name: "orders"})

	if err != nil || account.ID != "a" {
		t.Fatalf("got %v, %v", account, err)
	}
	if len(keys) != 3 || keys[0] == "" || keys[0] != keys[1] || keys[1] != keys[2] {
		t.Errorf("keys %q", keys)
	}
}

func TestEveryCreationHasItsOwnKey(t *testing.T) {
	keys := map[string]bool{}
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		keys[r.Header.Get("Idempotency-Key")] = true
		w.Write([]byte(`{}`))
	})

	for range 2 {
		if _, err := client.CreateUser(t.Context(), "a", UserCreate{Name: "shop"}); err != nil {
			t.Fatal(err)
		}
	}

	if len(keys) != 2 {
		t.Errorf("keys %v", keys)
	}
}

func TestDoesNotRepeatARefusal(t *testing.T) {
	calls := 0
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		calls++
		w.Header().Set("Content-Type", "application/problem+json; charset=utf-8")
		w.WriteHeader(http.StatusConflict)
		w.Write([]byte(`{"title":"taken","status":409,"detail":"orders","requestId":"r"}`))
	})

	_, err := client.CreateAccount(t.Context(), "t", AccountCreate{Name: "orders"})

	if calls != 1 || !IsConflict(err) || err.Error() != "taken: orders (status 409, request r)" {
		t.Errorf("%d calls, %v", calls, err)
	}
}

func TestStopsRepeatingWhenTerraformDoes(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		cancel()
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	client.retries = Retries{Attempts: 100, Pause: time.Hour, MaxPause: time.Hour}

	_, err := client.Account(ctx, "a")

	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestCarriesTheTokenToNoOtherPlace(t *testing.T) {
	elsewhere := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
	t.Cleanup(other.Close)
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	})

	_, err := client.Account(t.Context(), "a")

	if err == nil || elsewhere != 0 {
		t.Errorf("followed %d times, %v", elsewhere, err)
	}
}

func TestReadsAnAnswerUpToItsLimit(t *testing.T) {
	length := maxResponseBytes
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Write([]byte(`{"id":"a"}` + strings.Repeat(" ", length-len(`{"id":"a"}`))))
	})

	if account, err := client.Account(t.Context(), "a"); err != nil || account.ID != "a" {
		t.Errorf("at the limit: %v", err)
	}
	length++
	if _, err := client.Account(t.Context(), "a"); err == nil || !strings.Contains(err.Error(), "longer than") {
		t.Errorf("one past the limit: %v", err)
	}
}

func TestFollowsThePagesOfTeams(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/me"):
			w.Write([]byte(`{}`))
		case r.URL.Query().Get("cursor") == "":
			w.Write([]byte(`{"items":[{"id":"1"}],"nextCursor":"two & more"}`))
		case r.URL.Query().Get("cursor") == "two & more":
			w.Write([]byte(`{"items":[{"id":"2"}]}`))
		}
	})

	teams, err := client.Teams(t.Context())

	if err != nil || len(teams) != 2 || teams[1].ID != "2" {
		t.Errorf("got %v, %v", teams, err)
	}
}
