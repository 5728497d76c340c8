// Package api is a typed client of the part of the control plane's API that the provider uses.
package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"syscall"
	"time"
)

const (
	maxResponseBytes = 4 << 20
	maxPages         = 100
	requestTimeout   = 30 * time.Second
)

// Retries bounds how a request is repeated while the service is away.
type Retries struct {
	Attempts int           // how often a request is sent at most
	Pause    time.Duration // before the second attempt; doubled before each further one
	MaxPause time.Duration // no pause is longer, whatever the service asks for
}

// DefaultRetries carry a request over a restart of the control plane: together they last about 20 seconds.
var DefaultRetries = Retries{Attempts: 8, Pause: 250 * time.Millisecond, MaxPause: 5 * time.Second}

// Client calls one control plane with one token. Safe for concurrent use.
type Client struct {
	base      *url.URL
	token     string
	userAgent string
	retries   Retries
	http      *http.Client
}

// New returns a client for the service at the endpoint, such as https://vagus.example.com.
func New(endpoint, token, userAgent string, retries Retries) (*Client, error) {
	base, err := url.Parse(endpoint)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, fmt.Errorf("%q is not an address like https://vagus.example.com", endpoint)
	}
	if base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, errors.New("the address must have no user, query or fragment")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	return &Client{
		base:      base,
		token:     token,
		userAgent: userAgent,
		retries:   retries,
		http: &http.Client{
			Transport: transport,
			Timeout:   requestTimeout,
			// A redirect would carry the token to a place nobody configured.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Teams lists the teams of the caller. The service makes a person's own team when it first hears of the person.
func (c *Client) Teams(ctx context.Context) ([]Team, error) {
	if err := c.do(ctx, http.MethodGet, c.path("me"), nil, nil); err != nil {
		return nil, err
	}
	var all []Team
	cursor := ""
	for range maxPages {
		var page struct {
			Items      []Team `json:"items"`
			NextCursor string `json:"nextCursor"`
		}
		place := c.path("teams")
		query := url.Values{"limit": {"200"}}
		if cursor != "" {
			query.Set("cursor", cursor)
		}
		place.RawQuery = query.Encode()
		if err := c.do(ctx, http.MethodGet, place, nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if cursor = page.NextCursor; cursor == "" {
			return all, nil
		}
	}
	return nil, fmt.Errorf("the list of teams has more than %d pages", maxPages)
}

// Team returns one team.
func (c *Client) Team(ctx context.Context, teamID string) (*Team, error) {
	return call[Team](ctx, c, http.MethodGet, c.path("teams", teamID), nil)
}

// CreateAccount makes an account; the nodes have it once it is settled.
func (c *Client) CreateAccount(ctx context.Context, teamID string, request AccountCreate) (*Account, error) {
	return call[Account](ctx, c, http.MethodPost, c.path("teams", teamID, "accounts"), request)
}

// Account returns one account.
func (c *Client) Account(ctx context.Context, accountID string) (*Account, error) {
	return call[Account](ctx, c, http.MethodGet, c.path("accounts", accountID), nil)
}

// UpdateAccount changes name, description or limits.
func (c *Client) UpdateAccount(ctx context.Context, accountID string, request AccountUpdate) (*Account, error) {
	return call[Account](ctx, c, http.MethodPatch, c.path("accounts", accountID), request)
}

// SetSuspended suspends or resumes an account.
func (c *Client) SetSuspended(ctx context.Context, accountID string, suspended bool) (*Account, error) {
	verb := "resume"
	if suspended {
		verb = "suspend"
	}
	return call[Account](ctx, c, http.MethodPost, c.path("accounts", accountID, verb), nil)
}

// DeleteAccount deletes an account with its users.
func (c *Client) DeleteAccount(ctx context.Context, accountID string) error {
	return c.do(ctx, http.MethodDelete, c.path("accounts", accountID), nil, nil)
}

// CreateUser makes a user and its credentials.
func (c *Client) CreateUser(ctx context.Context, accountID string, request UserCreate) (*UserCreated, error) {
	return call[UserCreated](ctx, c, http.MethodPost, c.path("accounts", accountID, "users"), request)
}

// User returns one user.
func (c *Client) User(ctx context.Context, accountID, userID string) (*User, error) {
	return call[User](ctx, c, http.MethodGet, c.path("accounts", accountID, "users", userID), nil)
}

// DeleteUser revokes a user's credentials and removes the user.
func (c *Client) DeleteUser(ctx context.Context, accountID, userID string) error {
	return c.do(ctx, http.MethodDelete, c.path("accounts", accountID, "users", userID), nil, nil)
}

// path joins segments below /api/v1, escaping each, so that an id from a configuration cannot lead elsewhere.
func (c *Client) path(segments ...string) *url.URL {
	place := c.base.JoinPath("api", "v1")
	for _, segment := range segments {
		place = place.JoinPath(url.PathEscape(segment))
	}
	return place
}

func call[T any](ctx context.Context, c *Client, method string, place *url.URL, request any) (*T, error) {
	answer := new(T)
	if err := c.do(ctx, method, place, request, answer); err != nil {
		return nil, err
	}
	return answer, nil
}

// do sends a request until it has an answer or the retries are used up. Repeating is safe: what creates carries one
// Idempotency-Key through all attempts, and the other methods have the same effect twice as once.
func (c *Client) do(ctx context.Context, method string, place *url.URL, request, answer any) error {
	var body []byte
	if request != nil {
		var err error
		if body, err = json.Marshal(request); err != nil {
			return err
		}
	}
	key := ""
	if method == http.MethodPost {
		key = rand.Text()
	}
	pause := c.retries.Pause
	for attempt := 1; ; attempt++ {
		err := c.once(ctx, method, place, body, key, answer)
		asked, again := worthRepeating(err)
		if !again || attempt >= c.retries.Attempts {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(min(max(pause, asked), c.retries.MaxPause)):
		}
		pause *= 2
	}
}

// worthRepeating says whether an error may pass by itself, and after what time the service asked to be called again.
func worthRepeating(err error) (asked time.Duration, again bool) {
	var unavailable *unavailableError
	if errors.As(err, &unavailable) {
		return unavailable.after, true
	}
	if errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, true
	}
	var network *net.OpError
	return 0, errors.As(err, &network) && network.Op == "dial" && network.Timeout()
}

// An unavailableError is a 503 with the time after which to call again.
type unavailableError struct {
	*Problem
	after time.Duration
}

func (e *unavailableError) Unwrap() error { return e.Problem }

func (c *Client) once(ctx context.Context, method string, place *url.URL, body []byte, key string, answer any) error {
	request, err := http.NewRequestWithContext(ctx, method, place.String(), bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Accept", "application/json, application/problem+json")
	request.Header.Set("User-Agent", c.userAgent)
	if len(body) > 0 {
		request.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, maxResponseBytes+1))
	if err != nil {
		return err
	}
	if len(content) > maxResponseBytes {
		return fmt.Errorf("%s %s: the answer is longer than %d bytes", method, place.Path, maxResponseBytes)
	}
	if response.StatusCode >= 300 {
		return refusal(response, content)
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(content, answer); err != nil {
		return fmt.Errorf("%s %s: the answer cannot be read: %w", method, place.Path, err)
	}
	return nil
}

func refusal(response *http.Response, content []byte) error {
	problem := &Problem{}
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if kind != "application/problem+json" || json.Unmarshal(content, problem) != nil {
		*problem = Problem{Title: "the service answered " + response.Status}
	}
	problem.Status = response.StatusCode
	if problem.RequestID == "" {
		problem.RequestID = response.Header.Get("X-Request-Id")
	}
	if problem.Status != http.StatusServiceUnavailable {
		return problem
	}
	seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		seconds = 0
	}
	return &unavailableError{problem, time.Duration(seconds) * time.Second}
}

func (p *Problem) Error() string {
	text := p.Title
	if p.Detail != "" {
		text += ": " + p.Detail
	}
	for _, each := range p.Errors {
		text += fmt.Sprintf("; %s: %s", each.Field, each.Reason)
	}
	text += fmt.Sprintf(" (status %d", p.Status)
	if p.RequestID != "" {
		text += ", request " + p.RequestID
	}
	return text + ")"
}

// IsNotFound says whether the service knows no such thing, or shows it to somebody else only.
func IsNotFound(err error) bool { return hasStatus(err, http.StatusNotFound) }

// IsConflict says whether the request contradicts what is there.
func IsConflict(err error) bool { return hasStatus(err, http.StatusConflict) }

func hasStatus(err error, status int) bool {
	var problem *Problem
	return errors.As(err, &problem) && problem.Status == status
}
