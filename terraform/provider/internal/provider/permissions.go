package provider

import (
	"reflect"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/int32validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/vagus-io/terraform-provider-vagus/internal/api"
)

const (
	maxRules         = 100
	maxSubjectLength = 256
	maxResponses     = 1_000_000
)

type permissionsModel struct {
	Publish        *rulesModel `tfsdk:"publish"`
	Subscribe      *rulesModel `tfsdk:"subscribe"`
	AllowResponses types.Int32 `tfsdk:"allow_responses"`
}

type rulesModel struct {
	Allow []types.String `tfsdk:"allow"`
	Deny  []types.String `tfsdk:"deny"`
}

type userLimitsModel struct {
	Subscriptions types.Int64 `tfsdk:"subscriptions"`
	PayloadBytes  types.Int64 `tfsdk:"payload_bytes"`
}

func permissionsAttribute() schema.Attribute {
	filters := func(what string) schema.Attribute {
		return schema.SetAttribute{
			Optional:            true,
			ElementType:         types.StringType,
			MarkdownDescription: what,
			Validators: []validator.Set{
				setvalidator.SizeBetween(1, maxRules),
				setvalidator.ValueStringsAre(stringvalidator.LengthBetween(1, maxSubjectLength)),
			},
		}
	}
	rules := func(what string) schema.Attribute {
		return schema.SingleNestedAttribute{
			Optional:            true,
			MarkdownDescription: what,
			Attributes: map[string]schema.Attribute{
				"allow": filters("Subject filters that are allowed; all subjects when there are none."),
				"deny":  filters("Subject filters that are denied, whatever `allow` says."),
			},
		}
	}
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "What the user may do; everything when absent. A scoped signing key has its own and takes none here.",
		PlanModifiers:       []planmodifier.Object{objectplanmodifier.RequiresReplace()},
		Attributes: map[string]schema.Attribute{
			"publish":   rules("Subjects the user may publish to."),
			"subscribe": rules("Subjects the user may subscribe to."),
			"allow_responses": schema.Int32Attribute{
				Optional:            true,
				MarkdownDescription: "How many replies the user may publish to each request it received, whatever `publish` says.",
				Validators:          []validator.Int32{int32validator.Between(0, maxResponses)},
			},
		},
	}
}

func userLimitsAttribute() schema.Attribute {
	limit := func(what string) schema.Attribute {
		return schema.Int64Attribute{
			Optional:            true,
			MarkdownDescription: what,
			Validators:          []validator.Int64{int64validator.AtLeast(-1)},
		}
	}
	return schema.SingleNestedAttribute{
		Optional:            true,
		MarkdownDescription: "Narrower limits than the account's; -1 means no limit of the user's own.",
		PlanModifiers:       []planmodifier.Object{objectplanmodifier.RequiresReplace()},
		Attributes: map[string]schema.Attribute{
			"subscriptions": limit("Subscriptions of one connection."),
			"payload_bytes": limit("Largest message."),
		},
	}
}

func (m *permissionsModel) request() *api.Permissions {
	if m == nil {
		return nil
	}
	return &api.Permissions{
		Publish:        m.Publish.request(),
		Subscribe:      m.Subscribe.request(),
		AllowResponses: m.AllowResponses.ValueInt32Pointer(),
	}
}

func (m *rulesModel) request() *api.SubjectRules {
	if m == nil {
		return nil
	}
	return &api.SubjectRules{Allow: texts(m.Allow), Deny: texts(m.Deny)}
}

func (m *userLimitsModel) request() *api.UserLimits {
	if m == nil {
		return nil
	}
	return &api.UserLimits{
		Subscriptions: m.Subscriptions.ValueInt64Pointer(),
		PayloadBytes:  m.PayloadBytes.ValueInt64Pointer(),
	}
}

// permissionsSeen keeps the configured form where the service means the same by its own, and takes the service's form
// where it does not: so a set that is written differently is no change, and a real change is seen.
func permissionsSeen(known *permissionsModel, seen *api.Permissions) *permissionsModel {
	if reflect.DeepEqual(plainPermissions(known.request()), plainPermissions(seen)) {
		return known
	}
	return &permissionsModel{
		Publish:        rulesOf(seen.Publish),
		Subscribe:      rulesOf(seen.Subscribe),
		AllowResponses: types.Int32PointerValue(seen.AllowResponses),
	}
}

func userLimitsSeen(known *userLimitsModel, seen *api.UserLimits) *userLimitsModel {
	if reflect.DeepEqual(plainUserLimits(known.request()), plainUserLimits(seen)) {
		return known
	}
	return &userLimitsModel{types.Int64PointerValue(seen.Subscriptions), types.Int64PointerValue(seen.PayloadBytes)}
}

func rulesOf(rules *api.SubjectRules) *rulesModel {
	if rules == nil {
		return nil
	}
	return &rulesModel{Allow: values(rules.Allow), Deny: values(rules.Deny)}
}

// plainPermissions is one form for all that mean the same: sorted, nothing empty, no zero.
func plainPermissions(p *api.Permissions) api.Permissions {
	plain := api.Permissions{}
	if p == nil {
		return plain
	}
	rules := func(r *api.SubjectRules) *api.SubjectRules {
		if r == nil || len(r.Allow)+len(r.Deny) == 0 {
			return nil
		}
		return &api.SubjectRules{Allow: sorted(r.Allow), Deny: sorted(r.Deny)}
	}
	plain.Publish, plain.Subscribe = rules(p.Publish), rules(p.Subscribe)
	if p.AllowResponses != nil && *p.AllowResponses != 0 {
		plain.AllowResponses = p.AllowResponses
	}
	return plain
}

func plainUserLimits(l *api.UserLimits) api.UserLimits {
	plain := api.UserLimits{}
	if l == nil {
		return plain
	}
	limit := func(value *int64) *int64 {
		if value == nil || *value == -1 {
			return nil
		}
		return value
	}
	plain.Subscriptions, plain.PayloadBytes = limit(l.Subscriptions), limit(l.PayloadBytes)
	return plain
}

func sorted(all []string) []string {
	if len(all) == 0 {
		return nil
	}
	return slices.Sorted(slices.Values(all))
}

func texts(all []types.String) []string {
	result := make([]string, 0, len(all))
	for _, each := range all {
		result = append(result, each.ValueString())
	}
	return result
}

func values(all []string) []types.String {
	if len(all) == 0 {
		return nil
	}
	result := make([]types.String, 0, len(all))
	for _, each := range all {
		result = append(result, types.StringValue(each))
	}
	return result
}
