package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/vagus-io/terraform-provider-vagus/internal/api"
)

const (
	firstPoll   = 100 * time.Millisecond
	longestPoll = 2 * time.Second
)

// awaitSettled polls until the nodes have the account as it was asked for, and always returns the account as last seen.
// A degraded account is waited for too, since the service keeps repairing it.
func awaitSettled(ctx context.Context, client *api.Client, account *api.Account, timeout time.Duration) (*api.Account, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	for pause := firstPoll; !account.Settled(); pause = min(2*pause, longestPoll) {
		select {
		case <-ctx.Done():
			return account, unsettled(account, timeout)
		case <-time.After(pause):
		}
		seen, err := client.Account(ctx, account.ID)
		switch {
		case err == nil:
			account = seen
		case ctx.Err() != nil:
			return account, unsettled(account, timeout)
		default:
			return account, err
		}
	}
	return account, nil
}

func unsettled(account *api.Account, timeout time.Duration) error {
	reason := account.StateReason
	if reason == "" {
		reason = "the service gives no reason"
	}
	return fmt.Errorf("the account is still %s after %s: %s", account.State, timeout, reason)
}
