package api

import "time"

// Team is a tenant as the caller sees it.
type Team struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Role string `json:"role"`
}

// State says how far an account's last change has come.
type State string

const (
	StateProvisioning State = "provisioning"
	StateActive       State = "active"
	StateDegraded     State = "degraded"
	StateSuspended    State = "suspended"
)

// Limits of an account. Absent members keep their value on update; -1 means no limit.
type Limits struct {
	Connections        *int64 `json:"connections,omitempty"`
	LeafNodes          *int64 `json:"leafNodes,omitempty"`
	Subscriptions      *int64 `json:"subscriptions,omitempty"`
	PayloadBytes       *int64 `json:"payloadBytes,omitempty"`
	Imports            *int64 `json:"imports,omitempty"`
	Exports            *int64 `json:"exports,omitempty"`
	MemoryStorageBytes *int64 `json:"memoryStorageBytes,omitempty"`
	DiskStorageBytes   *int64 `json:"diskStorageBytes,omitempty"`
	Streams            *int64 `json:"streams,omitempty"`
	Consumers          *int64 `json:"consumers,omitempty"`
}

// Account is an isolated subject space with limits.
type Account struct {
	ID          string `json:"id"`
	TeamID      string `json:"teamId"`
	Name        string `json:"name"`
	Description string `json:"description"`
	PublicKey   string `json:"publicKey"`
	State       State  `json:"state"`
	StateReason string `json:"stateReason,omitempty"`
	Suspended   bool   `json:"suspended"`
	Limits      Limits `json:"limits"`
	// Deletion is there while the account is being deleted: closed, and soon gone unless somebody restores it.
	Deletion *Deletion `json:"deletion,omitempty"`
}

// Deletion of an account.
type Deletion struct {
	PurgeAt time.Time `json:"purgeAt"`
}

// Settled says whether the nodes have everything that was asked for.
func (a *Account) Settled() bool {
	if a.Suspended {
		return a.State == StateSuspended
	}
	return a.State == StateActive
}

// AccountCreate is the request for a new account.
type AccountCreate struct {
	Name        string  `json:"name"`
	Description *string `json:"description,omitempty"`
	Limits      *Limits `json:"limits,omitempty"`
}

// AccountUpdate changes what is present in it.
type AccountUpdate struct {
	Name        *string `json:"name,omitempty"`
	Description *string `json:"description,omitempty"`
	Limits      *Limits `json:"limits,omitempty"`
}

// SubjectRules are filters; an empty Allow allows everything that Deny does not deny.
type SubjectRules struct {
	Allow []string `json:"allow,omitempty"`
	Deny  []string `json:"deny,omitempty"`
}

// Permissions of a user.
type Permissions struct {
	Publish        *SubjectRules `json:"publish,omitempty"`
	Subscribe      *SubjectRules `json:"subscribe,omitempty"`
	AllowResponses *int32        `json:"allowResponses,omitempty"`
}

// UserLimits narrow the account's limits for one user.
type UserLimits struct {
	Subscriptions *int64 `json:"subscriptions,omitempty"`
	PayloadBytes  *int64 `json:"payloadBytes,omitempty"`
}

// UserState says whether a user's credentials are good.
type UserState string

const UserRevoked UserState = "revoked"

// User is a NATS user of an account.
type User struct {
	ID           string       `json:"id"`
	AccountID    string       `json:"accountId"`
	Name         string       `json:"name"`
	PublicKey    string       `json:"publicKey"`
	SigningKeyID string       `json:"signingKeyId"`
	State        UserState    `json:"state"`
	Permissions  *Permissions `json:"permissions,omitempty"`
	Limits       *UserLimits  `json:"limits,omitempty"`
	ExpiresAt    *time.Time   `json:"expiresAt,omitempty"`
}

// UserCreate is the request for a new user.
type UserCreate struct {
	Name             string       `json:"name"`
	SigningKeyID     *string      `json:"signingKeyId,omitempty"`
	Permissions      *Permissions `json:"permissions,omitempty"`
	Limits           *UserLimits  `json:"limits,omitempty"`
	ExpiresInSeconds *int64       `json:"expiresInSeconds,omitempty"`
}

// UserCreated is the only answer that ever carries credentials; the answer to a repeated request carries none.
type UserCreated struct {
	User  User   `json:"user"`
	Creds string `json:"creds,omitempty"`
}

// FieldError says what is wrong with one member of a request.
type FieldError struct {
	Field  string `json:"field"`
	Reason string `json:"reason"`
}

// Problem is a refusal of the service (RFC 9457).
type Problem struct {
	Type      string       `json:"type"`
	Title     string       `json:"title"`
	Status    int          `json:"status"`
	Detail    string       `json:"detail"`
	RequestID string       `json:"requestId"`
	Errors    []FieldError `json:"errors"`
}
