// Command auth-errors checks that a NATS service refuses what it must refuse, and says so in the right words.
//
// It speaks the client protocol itself: a client library would hide the server's own words, or stop a forbidden
// request before it is sent. ../README.md says how each subcommand is called.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
)

// A subcommand declares its flags on the set and returns what to do once they are parsed.
type subcommand struct {
	name    string
	prepare func(*flag.FlagSet) func(url string) error
}

var subcommands = []subcommand{
	{"expect-accepted", prepareAccepted},
	{"expect-refused", prepareRefused},
	{"expect-permission-error", preparePermissionError},
	{"expect-payload-error", preparePayloadError},
	{"expect-connection-limit", prepareConnectionLimit},
	{"expect-isolated", prepareIsolated},
	{"hold", prepareHold},
	{"await-expiry", prepareAwaitExpiry},
	{"make-bad-creds", prepareBadCreds},
}

// errUsage marks a mistake of the caller, not of the service.
var errUsage = errors.New("usage")

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(arguments []string) int {
	if len(arguments) == 0 {
		fmt.Fprintln(os.Stderr, "usage: auth-errors "+strings.Join(names(), "|")+" [flags]")
		return 2
	}
	index := slices.IndexFunc(subcommands, func(s subcommand) bool { return s.name == arguments[0] })
	if index < 0 {
		fmt.Fprintf(os.Stderr, "unknown subcommand %q; there are %s\n", arguments[0], strings.Join(names(), ", "))
		return 2
	}
	chosen := subcommands[index]
	flags := flag.NewFlagSet(chosen.name, flag.ContinueOnError)
	url := flags.String("url", os.Getenv("NATS_URL"), "where to connect; default: NATS_URL")
	act := chosen.prepare(flags)
	if flags.Parse(arguments[1:]) != nil {
		return 2
	}
	err := act(*url)
	switch {
	case err == nil:
		fmt.Printf("ok %s\n", chosen.name)
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintln(os.Stderr, err)
		return 2
	default:
		fmt.Printf("FAILED %s: %v\n", chosen.name, err)
		return 1
	}
}

func names() []string {
	all := make([]string, 0, len(subcommands))
	for _, s := range subcommands {
		all = append(all, s.name)
	}
	return all
}
