package provider

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"github.com/vagus-io/terraform-provider-vagus/internal/api"
)

const (
	contractFile = "../../../../openapi/control-plane.yaml"
	token        = "vgs_test"
	ownTeam      = "11111111-1111-4111-8111-111111111111"
	otherTeam    = "22222222-2222-4222-8222-222222222222"
	defaultKey   = "33333333-3333-4333-8333-333333333333"
)

// service is a control plane in memory. Every request that reaches it and every answer it gives is checked against the
// published contract; what breaks the contract fails the test.
type service struct {
	t        *testing.T
	contract validator.Validator
	server   *httptest.Server

	mutex    sync.Mutex
	teams    []api.Team
	accounts map[string]*api.Account
	users    map[string]*storedUser
	replays  map[string]func(http.ResponseWriter)
	keys     []string
	serial   int

	// unavailable is how many requests are answered by 503 yet.
	unavailable int
	// loseAnswers is how many user creations are carried out and then answered by a broken connection.
	loseAnswers int
	// settled is what an account becomes when it is read after a change; with the reason.
	settled       func(suspended bool) (api.State, string)
	readsToSettle int
	pending       map[string]int
}

type storedUser struct {
	User      api.User
	CreatedAt time.Time
}

func newService(t *testing.T) *service {
	document, err := os.ReadFile(contractFile)
	if err != nil {
		t.Fatal(err)
	}
	model, err := libopenapi.NewDocument(document)
	if err != nil {
		t.Fatal(err)
	}
	contract, errs := validator.NewValidator(model)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	s := &service{
		t:             t,
		contract:      contract,
		teams:         []api.Team{{ID: ownTeam, Name: "own", Role: ownerRole}},
		accounts:      map[string]*api.Account{},
		users:         map[string]*storedUser{},
		replays:       map[string]func(http.ResponseWriter){},
		pending:       map[string]int{},
		readsToSettle: 1,
		settled: func(suspended bool) (api.State, string) {
			if suspended {
				return api.StateSuspended, ""
			}
			return api.StateActive, ""
		},
	}
	s.server = httptest.NewServer(http.HandlerFunc(s.checked))
	t.Cleanup(s.server.Close)
	t.Setenv(endpointVariable, s.server.URL)
	t.Setenv(tokenVariable, token)
	return s
}

// change runs under the lock, for tests that play another client or a broken node.
func (s *service) change(act func(*service)) func() {
	return func() {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		act(s)
	}
}

func (s *service) checked(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Error(err)
	}
	recorder := httptest.NewRecorder()
	r.Body = io.NopCloser(bytes.NewReader(body))
	lost := s.answer(recorder, r)
	if lost {
		connection, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			s.t.Error(err)
			return
		}
		connection.Close()
		return
	}
	response := recorder.Result()
	answer := recorder.Body.Bytes()
	r.Body = io.NopCloser(bytes.NewReader(body))
	response.Body = io.NopCloser(bytes.NewReader(answer))
	if valid, problems := s.contract.ValidateHttpRequestResponse(r, response); !valid {
		for _, each := range problems {
			s.t.Errorf("%s %s breaks the contract: %s: %s\nrequest %s\nanswer %s", r.Method, r.URL.Path, each.Message, each.Reason, body, answer)
		}
	}
	for name, values := range recorder.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(recorder.Code)
	w.Write(answer)
}

// answer carries the request out; lost says that the connection breaks before the answer.
func (s *service) answer(w http.ResponseWriter, r *http.Request) (lost bool) {
	if r.Header.Get("Authorization") != "Bearer "+token {
		refuse(w, api.Problem{Title: "No valid token", Status: http.StatusUnauthorized})
		return false
	}
	if s.unavailable > 0 {
		s.unavailable--
		if r.Method == http.MethodPost {
			s.keys = append(s.keys, r.Header.Get("Idempotency-Key"))
		}
		w.Header().Set("Retry-After", "0")
		refuse(w, api.Problem{Title: "Away", Status: http.StatusServiceUnavailable})
		return false
	}
	if r.Method == http.MethodPost {
		key := r.Header.Get("Idempotency-Key")
		s.keys = append(s.keys, key)
		if replay := s.replays[key]; replay != nil {
			w.Header().Set("Idempotency-Replayed", "true")
			replay(w)
			return false
		}
	}
	segments := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/v1/"), "/")
	route := r.Method + " " + segments[0]
	if len(segments) > 2 {
		route += " " + segments[2]
	}
	switch {
	case route == "GET me":
		give(w, http.StatusOK, map[string]any{"id": defaultKey, "email": "a@example.com", "name": "A", "teams": []any{}})
	case route == "GET teams" && len(segments) == 1:
		items := []any{}
		for _, team := range s.teams {
			items = append(items, teamView(team))
		}
		give(w, http.StatusOK, map[string]any{"items": items})
	case route == "GET teams":
		index := slices.IndexFunc(s.teams, func(t api.Team) bool { return t.ID == segments[1] })
		if index < 0 {
			missing(w)
			return false
		}
		give(w, http.StatusOK, teamView(s.teams[index]))
	case route == "POST teams accounts":
		s.createAccount(w, r, segments[1])
	case strings.HasSuffix(route, "accounts users") || strings.HasSuffix(route, "accounts") || strings.HasPrefix(route, "POST accounts"):
		account := s.accounts[segments[1]]
		if account == nil {
			missing(w)
			return false
		}
		if len(segments) > 2 && segments[2] == "users" {
			return s.user(w, r, account, segments[3:])
		}
		s.account(w, r, account, segments[2:])
	default:
		s.t.Errorf("nobody serves %s %s", r.Method, r.URL.Path)
		missing(w)
	}
	return false
}

func (s *service) createAccount(w http.ResponseWriter, r *http.Request, teamID string) {
	var request api.AccountCreate
	if !s.read(w, r, &request) {
		return
	}
	for _, other := range s.accounts {
		if other.Name == request.Name && other.TeamID == teamID {
			refuse(w, api.Problem{Title: "The name is taken", Status: http.StatusConflict})
			return
		}
	}
	account := &api.Account{ID: s.id(), TeamID: teamID, Name: request.Name, PublicKey: "A" + s.id()}
	if request.Description != nil {
		account.Description = *request.Description
	}
	for _, limit := range accountLimits {
		unlimited := int64(-1)
		*limit.member(&account.Limits) = &unlimited
	}
	if !s.setLimits(w, account, request.Limits) {
		return
	}
	s.accounts[account.ID] = account
	s.touch(account)
	s.once(w, r, http.StatusCreated, accountView(account), nil)
}

func (s *service) setLimits(w http.ResponseWriter, account *api.Account, limits *api.Limits) bool {
	if limits == nil {
		return true
	}
	if limits.Connections != nil && *limits.Connections > 1_000_000 {
		refuse(w, api.Problem{Title: "Not valid", Status: http.StatusBadRequest, Errors: []api.FieldError{
			{Field: "limits.connections", Reason: "the plan allows 1000000"},
		}})
		return false
	}
	for _, limit := range accountLimits {
		if value := *limit.member(limits); value != nil {
			*limit.member(&account.Limits) = value
		}
	}
	return true
}

// touch starts what the nodes have to be told.
func (s *service) touch(account *api.Account) {
	account.State, account.StateReason = api.StateProvisioning, ""
	s.pending[account.ID] = s.readsToSettle
}

func (s *service) account(w http.ResponseWriter, r *http.Request, account *api.Account, rest []string) {
	switch {
	case r.Method == http.MethodGet:
		if s.pending[account.ID]--; s.pending[account.ID] < 0 {
			account.State, account.StateReason = s.settled(account.Suspended)
		}
	case r.Method == http.MethodPatch:
		var request api.AccountUpdate
		if !s.read(w, r, &request) || !s.setLimits(w, account, request.Limits) {
			return
		}
		if request.Name != nil {
			account.Name = *request.Name
		}
		if request.Description != nil {
			account.Description = *request.Description
		}
		s.touch(account)
	case r.Method == http.MethodDelete:
		delete(s.accounts, account.ID)
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		account.Suspended = rest[0] == "suspend"
		s.touch(account)
	}
	give(w, http.StatusOK, accountView(account))
}

func (s *service) user(w http.ResponseWriter, r *http.Request, account *api.Account, rest []string) (lost bool) {
	if r.Method == http.MethodPost {
		return s.createUser(w, r, account)
	}
	user := s.users[rest[0]]
	if user == nil || user.User.AccountID != account.ID {
		missing(w)
		return false
	}
	if r.Method == http.MethodDelete {
		delete(s.users, user.User.ID)
		s.touch(account)
		w.WriteHeader(http.StatusNoContent)
		return false
	}
	give(w, http.StatusOK, userView(user))
	return false
}

func (s *service) createUser(w http.ResponseWriter, r *http.Request, account *api.Account) (lost bool) {
	var request api.UserCreate
	if !s.read(w, r, &request) {
		return false
	}
	for _, other := range s.users {
		if other.User.Name == request.Name && other.User.AccountID == account.ID {
			refuse(w, api.Problem{Title: "The name is taken", Status: http.StatusConflict})
			return false
		}
	}
	user := &storedUser{
		User: api.User{
			ID: s.id(), AccountID: account.ID, Name: request.Name, PublicKey: "U" + s.id(), SigningKeyID: defaultKey,
			State: "active", Limits: request.Limits,
		},
		CreatedAt: time.Now().UTC(),
	}
	// As the real service may: the rules come back in another order, and nothing comes back for nothing.
	if plain := plainPermissions(request.Permissions); plain != (api.Permissions{}) {
		user.User.Permissions = &plain
	}
	if request.SigningKeyID != nil {
		user.User.SigningKeyID = *request.SigningKeyID
	}
	if request.ExpiresInSeconds != nil {
		end := user.CreatedAt.Add(time.Duration(*request.ExpiresInSeconds) * time.Second).Truncate(time.Second)
		user.User.ExpiresAt = &end
	}
	s.users[user.User.ID] = user
	s.once(w, r, http.StatusCreated,
		map[string]any{"user": userView(user), "creds": "creds of " + user.User.ID},
		map[string]any{"user": userView(user)})
	if s.loseAnswers > 0 {
		s.loseAnswers--
		return true
	}
	return false
}

// once answers, and answers the same key again by the replay.
func (s *service) once(w http.ResponseWriter, r *http.Request, status int, answer, replay any) {
	if replay == nil {
		replay = answer
	}
	s.replays[r.Header.Get("Idempotency-Key")] = func(w http.ResponseWriter) { give(w, status, replay) }
	give(w, status, answer)
}

func (s *service) id() string {
	s.serial++
	return fmt.Sprintf("00000000-0000-4000-8000-%012d", s.serial)
}

func (s *service) read(w http.ResponseWriter, r *http.Request, request any) bool {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(request); err != nil {
		refuse(w, api.Problem{Title: "Not readable", Detail: err.Error(), Status: http.StatusBadRequest})
		return false
	}
	return true
}

func give(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(answer)
}

func refuse(w http.ResponseWriter, problem api.Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(problem.Status)
	answer := map[string]any{"type": "urn:vagus:problem:test", "title": problem.Title, "status": problem.Status, "requestId": "r-1"}
	if len(problem.Errors) > 0 {
		answer["errors"] = problem.Errors
	}
	json.NewEncoder(w).Encode(answer)
}

func missing(w http.ResponseWriter) {
	refuse(w, api.Problem{Title: "Not there", Status: http.StatusNotFound})
}

func teamView(team api.Team) any {
	return with(team, map[string]any{"createdAt": time.Now().UTC(), "rights": []string{"view"}})
}

func accountView(account *api.Account) any {
	return with(account, map[string]any{"tags": []string{}, "createdAt": time.Now().UTC(), "updatedAt": time.Now().UTC()})
}

func userView(user *storedUser) any {
	return with(user.User, map[string]any{
		"issuerKey": "A", "tags": []string{}, "bearer": false, "createdAt": user.CreatedAt, "issuedAt": user.CreatedAt,
	})
}

// with adds what the contract requires and the provider does not read.
func with(value any, more map[string]any) map[string]any {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	all := map[string]any{}
	if err := json.Unmarshal(text, &all); err != nil {
		panic(err)
	}
	for name, each := range more {
		all[name] = each
	}
	return all
}
