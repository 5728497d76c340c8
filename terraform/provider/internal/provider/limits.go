package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/vagus-io/terraform-provider-vagus/internal/api"
)

// accountLimits lists the limits of an account once, for the schema and for both directions of the translation.
var accountLimits = []struct {
	name        string
	description string
	member      func(*api.Limits) **int64
}{
	{"connections", "Client connections at once.", func(l *api.Limits) **int64 { return &l.Connections }},
	{"leaf_nodes", "Leaf node connections at once.", func(l *api.Limits) **int64 { return &l.LeafNodes }},
	{"subscriptions", "Subscriptions at once.", func(l *api.Limits) **int64 { return &l.Subscriptions }},
	{"payload_bytes", "Largest message.", func(l *api.Limits) **int64 { return &l.PayloadBytes }},
	{"imports", "Imports from other accounts.", func(l *api.Limits) **int64 { return &l.Imports }},
	{"exports", "Exports to other accounts.", func(l *api.Limits) **int64 { return &l.Exports }},
	{"memory_storage_bytes", "JetStream storage in memory; 0 turns it off.", func(l *api.Limits) **int64 { return &l.MemoryStorageBytes }},
	{"disk_storage_bytes", "JetStream storage on disk; 0 turns it off.", func(l *api.Limits) **int64 { return &l.DiskStorageBytes }},
	{"streams", "JetStream streams.", func(l *api.Limits) **int64 { return &l.Streams }},
	{"consumers", "JetStream consumers.", func(l *api.Limits) **int64 { return &l.Consumers }},
}

func accountLimitTypes() map[string]attr.Type {
	result := make(map[string]attr.Type, len(accountLimits))
	for _, limit := range accountLimits {
		result[limit.name] = types.Int64Type
	}
	return result
}

// accountLimitsAttribute is computed wherever it is not configured, so that what the plan gives is seen but never fought.
func accountLimitsAttribute() schema.Attribute {
	attributes := make(map[string]schema.Attribute, len(accountLimits))
	for _, limit := range accountLimits {
		attributes[limit.name] = schema.Int64Attribute{
			Optional:            true,
			Computed:            true,
			MarkdownDescription: limit.description,
			Validators:          []validator.Int64{int64validator.AtLeast(-1)},
			PlanModifiers:       []planmodifier.Int64{int64planmodifier.UseStateForUnknown()},
		}
	}
	return schema.SingleNestedAttribute{
		Optional:            true,
		Computed:            true,
		MarkdownDescription: "Quotas; -1 means no limit. One that is not given takes the plan's default when the account is made, and keeps its value later.",
		Attributes:          attributes,
		PlanModifiers:       []planmodifier.Object{objectplanmodifier.UseStateForUnknown()},
	}
}

// limitsFrom takes the limits that are known: an unknown one is the service's to choose.
func limitsFrom(object types.Object) *api.Limits {
	limits := &api.Limits{}
	values := object.Attributes()
	for _, limit := range accountLimits {
		if value, isNumber := values[limit.name].(types.Int64); isNumber && !value.IsNull() && !value.IsUnknown() {
			*limit.member(limits) = value.ValueInt64Pointer()
		}
	}
	return limits
}

func limitsObject(limits *api.Limits) types.Object {
	values := make(map[string]attr.Value, len(accountLimits))
	for _, limit := range accountLimits {
		values[limit.name] = types.Int64PointerValue(*limit.member(limits))
	}
	return types.ObjectValueMust(accountLimitTypes(), values)
}

// changedLimits keeps the limits whose planned value differs from the present one; nil if none does.
func changedLimits(planned, present *api.Limits) *api.Limits {
	changed := &api.Limits{}
	for _, limit := range accountLimits {
		value, old := *limit.member(planned), *limit.member(present)
		if value != nil && (old == nil || *old != *value) {
			*limit.member(changed) = value
		}
	}
	if *changed == (api.Limits{}) {
		return nil
	}
	return changed
}
