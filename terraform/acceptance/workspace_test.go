package acceptance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// How long one run of the tool may take.
const runTimeout = 3 * time.Minute

// workspace is a folder with a configuration, and the real tool that works on it with the provider of this repository.
type workspace struct {
	t    *testing.T
	tool string
	dir  string
	env  []string
}

// newWorkspace builds the provider as a release does and tells the tool to use it in place of a downloaded one.
func newWorkspace(t *testing.T) *workspace {
	t.Helper()
	found, err := exec.Command("../terraform.sh").Output()
	if err != nil {
		t.Fatalf("no terraform: %s", failure(err))
	}
	plugins, dir := t.TempDir(), t.TempDir()
	build := exec.Command("go", "build", "-trimpath", "-o", filepath.Join(plugins, "terraform-provider-vagus"), ".")
	build.Dir = "../provider"
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the provider does not build: %v\n%s", err, output)
	}
	settings := filepath.Join(dir, "tool.tfrc")
	overrides := ""
	for _, registry := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		overrides += fmt.Sprintf("    %q = %q\n", registry+"/vagus-io/vagus", plugins)
	}
	write(t, settings, "provider_installation {\n  dev_overrides {\n"+overrides+"  }\n  direct {}\n}\n")
	return &workspace{t, strings.TrimSpace(string(found)), dir, append(os.Environ(),
		"TF_CLI_CONFIG_FILE="+settings, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1")}
}

// configure replaces the whole configuration.
func (w *workspace) configure(text string) {
	w.t.Helper()
	write(w.t, filepath.Join(w.dir, "main.tf"), text)
}

// run runs the tool and returns its exit code and what it printed.
func (w *workspace) run(arguments ...string) (int, string) {
	w.t.Helper()
	// Not the test's own context: that one has ended when the cleaning destroy runs.
	limit, cancel := context.WithTimeout(context.Background(), runTimeout)
	defer cancel()
	command := exec.CommandContext(limit, w.tool, arguments...)
	command.Dir = w.dir
	command.Env = w.env
	command.WaitDelay = time.Second
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.t.Fatalf("%s %s: %v", w.tool, arguments[0], err)
	}
	return command.ProcessState.ExitCode(), output.String()
}

// must runs the tool, which has to succeed.
func (w *workspace) must(arguments ...string) {
	w.t.Helper()
	if code, output := w.run(arguments...); code != 0 {
		w.t.Fatalf("%s ended with %d:\n%s", strings.Join(arguments, " "), code, output)
	}
}

func (w *workspace) apply() {
	w.t.Helper()
	w.must("apply", "-auto-approve", "-input=false", "-no-color")
}

// mustPlanNothing fails when the configuration and the service differ.
func (w *workspace) mustPlanNothing() {
	w.t.Helper()
	if code, output := w.run("plan", "-detailed-exitcode", "-input=false", "-no-color"); code != 0 {
		w.t.Fatalf("the plan is not empty (exit code %d):\n%s", code, output)
	}
}

type output struct {
	Sensitive bool   `json:"sensitive"`
	Value     string `json:"value"`
}

// outputs reads the outputs as a program would.
func (w *workspace) outputs() map[string]output {
	w.t.Helper()
	command := exec.CommandContext(w.t.Context(), w.tool, "output", "-json")
	command.Dir = w.dir
	command.Env = w.env
	text, err := command.Output()
	if err != nil {
		w.t.Fatalf("output: %s", failure(err))
	}
	var found map[string]output
	if err := json.Unmarshal(text, &found); err != nil {
		w.t.Fatalf("output: %v", err)
	}
	return found
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func failure(err error) string {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return fmt.Sprintf("%v: %s", err, exit.Stderr)
	}
	return err.Error()
}
