package provider

import (
	"errors"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/vagus-io/terraform-provider-vagus/internal/api"
)

// report turns an error of the API into diagnostics, each at the attribute that the service named. Terraform finds the
// place of a top-level attribute in the configuration and not that of one inside it; the text names the whole path.
func report(diagnostics *diag.Diagnostics, summary string, err error) {
	var problem *api.Problem
	if !errors.As(err, &problem) || len(problem.Errors) == 0 {
		diagnostics.AddError(summary, err.Error())
		return
	}
	for _, each := range problem.Errors {
		diagnostics.AddAttributeError(attributePath(each.Field), summary, each.Field+": "+each.Reason)
	}
}

// attributePath gives the top-level attribute of a member's path, such as `permissions` of `permissions.publish.allow[2]`.
func attributePath(field string) path.Path {
	first, _, _ := strings.Cut(field, ".")
	return path.Root(attributeName(first))
}

func attributeName(member string) string {
	member, _, _ = strings.Cut(member, "[")
	var name strings.Builder
	for _, letter := range member {
		if unicode.IsUpper(letter) {
			name.WriteByte('_')
		}
		name.WriteRune(unicode.ToLower(letter))
	}
	return name.String()
}
