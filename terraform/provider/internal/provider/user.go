package provider

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/vagus-io/terraform-provider-vagus/internal/api"
)

const (
	maxExpirySeconds  = 315_360_000
	revocationTimeout = time.Minute
	createUserTries   = 3
)

// userResource is a NATS user. A user cannot be changed, since its rights are signed into its credentials: every change
// makes another user.
type userResource struct{ client *api.Client }

var (
	_ resource.ResourceWithConfigure   = (*userResource)(nil)
	_ resource.ResourceWithImportState = (*userResource)(nil)
)

func newUserResource() resource.Resource { return &userResource{} }

type userModel struct {
	ID               types.String      `tfsdk:"id"`
	AccountID        types.String      `tfsdk:"account_id"`
	Name             types.String      `tfsdk:"name"`
	SigningKeyID     types.String      `tfsdk:"signing_key_id"`
	Permissions      *permissionsModel `tfsdk:"permissions"`
	Limits           *userLimitsModel  `tfsdk:"limits"`
	ExpiresInSeconds types.Int64       `tfsdk:"expires_in_seconds"`
	ExpiresAt        types.String      `tfsdk:"expires_at"`
	PublicKey        types.String      `tfsdk:"public_key"`
	Creds            types.String      `tfsdk:"creds"`
}

// take leaves the credentials alone: no answer but the first carries them.
func (m *userModel) take(user *api.User) {
	m.ID = types.StringValue(user.ID)
	m.AccountID = types.StringValue(user.AccountID)
	m.Name = types.StringValue(user.Name)
	m.SigningKeyID = types.StringValue(user.SigningKeyID)
	m.Permissions = permissionsSeen(m.Permissions, user.Permissions)
	m.Limits = userLimitsSeen(m.Limits, user.Limits)
	m.PublicKey = types.StringValue(user.PublicKey)
	m.ExpiresAt = types.StringNull()
	if user.ExpiresAt != nil {
		m.ExpiresAt = types.StringValue(user.ExpiresAt.UTC().Format(time.RFC3339Nano))
	}
}

func (r *userResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_user"
}

func (r *userResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	keep := stringplanmodifier.UseStateForUnknown()
	computed := func(what string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: what, PlanModifiers: []planmodifier.String{keep}}
	}
	creds := computed("The credentials file as text. The service shows it once and keeps nothing of it: it is known from the creation only, lives in Terraform's state, and is null after an import.")
	creds.Sensitive = true
	resp.Schema = schema.Schema{
		MarkdownDescription: "A NATS user of an account with its credentials. Every change makes another user; destroying one revokes its credentials and closes its connections.",
		Attributes: map[string]schema.Attribute{
			"id": computed("Id of the user."),
			"account_id": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Account the user belongs to.",
				Validators:          idValidators(),
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"name": schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Unique in the account; 1 to 64 letters, digits, spaces, `.`, `_` and `-`.",
				Validators:          nameValidators(),
				PlanModifiers:       []planmodifier.String{stringplanmodifier.RequiresReplace()},
			},
			"signing_key_id": schema.StringAttribute{
				Optional:            true,
				Computed:            true,
				MarkdownDescription: "Signing key of the account that signs the user; a scoped one gives it its role. Default: the account's key `default`.",
				Validators:          idValidators(),
				PlanModifiers:       []planmodifier.String{keep, stringplanmodifier.RequiresReplace()},
			},
			"permissions": permissionsAttribute(),
			"limits":      userLimitsAttribute(),
			"expires_in_seconds": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "Life of the credentials, counted from their creation; forever when absent. `terraform apply -replace` renews them.",
				Validators:          []validator.Int64{int64validator.Between(1, maxExpirySeconds)},
				PlanModifiers:       []planmodifier.Int64{int64planmodifier.RequiresReplace()},
			},
			"expires_at": computed("When the credentials end; null for never."),
			"public_key": computed("The user's nkey, `U…`."),
			"creds":      creds,
		},
	}
}

func (r *userResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.client = configuredClient(req.ProviderData, &resp.Diagnostics)
}

func (r *userResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var model userModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	request := api.UserCreate{
		Name:             model.Name.ValueString(),
		Permissions:      model.Permissions.request(),
		Limits:           model.Limits.request(),
		ExpiresInSeconds: model.ExpiresInSeconds.ValueInt64Pointer(),
	}
	if id := model.SigningKeyID.ValueString(); id != "" {
		request.SigningKeyID = &id
	}
	created, err := r.createWithCreds(ctx, model.AccountID.ValueString(), request)
	if err != nil {
		reportUser(&resp.Diagnostics, err)
		return
	}
	model.take(&created.User)
	model.Creds = types.StringValue(created.Creds)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// createWithCreds makes a user whose credentials have arrived. When the answer was lost on its way, the repeated request
// finds the user made and its credentials gone; that user is of no use to anybody, so it goes and another one is made.
func (r *userResource) createWithCreds(ctx context.Context, accountID string, request api.UserCreate) (*api.UserCreated, error) {
	for range createUserTries {
		created, err := r.client.CreateUser(ctx, accountID, request)
		if err != nil || created.Creds != "" {
			return created, err
		}
		if err := r.client.DeleteUser(ctx, accountID, created.User.ID); err != nil && !api.IsNotFound(err) {
			return nil, err
		}
	}
	return nil, errors.New("the service's answers are lost on their way again and again, and the credentials with them")
}

func (r *userResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var model userModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	user, err := r.client.User(ctx, model.AccountID.ValueString(), model.ID.ValueString())
	if api.IsNotFound(err) || (err == nil && user.State == api.UserRevoked) {
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		report(&resp.Diagnostics, "The user cannot be read", err)
		return
	}
	model.take(user)
	resp.Diagnostics.Append(resp.State.Set(ctx, &model)...)
}

// Update is never called: every attribute that can be configured replaces the user.
func (r *userResource) Update(_ context.Context, _ resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.Diagnostics.AddError("A user cannot be changed", "This is a defect of the provider.")
}

// Delete ends when the nodes know of the revocation, so that the credentials are dead when Terraform says so.
func (r *userResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var model userModel
	resp.Diagnostics.Append(req.State.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	accountID := model.AccountID.ValueString()
	if err := r.client.DeleteUser(ctx, accountID, model.ID.ValueString()); err != nil && !api.IsNotFound(err) {
		report(&resp.Diagnostics, "The user was not removed", err)
		return
	}
	account, err := r.client.Account(ctx, accountID)
	if err == nil {
		_, err = awaitSettled(ctx, r.client, account, revocationTimeout)
	}
	if err != nil && !api.IsNotFound(err) {
		resp.Diagnostics.AddWarning("The user is removed, but nodes may accept it a moment longer", err.Error())
	}
}

func (r *userResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	accountID, userID, found := strings.Cut(req.ID, "/")
	if !found || !idPattern.MatchString(accountID) || !idPattern.MatchString(userID) {
		resp.Diagnostics.AddError("The user cannot be imported", "Give the account's id and the user's, with a slash between.")
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("account_id"), accountID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), userID)...)
}

// reportUser adds to report that a conflict can only be about the name.
func reportUser(diagnostics *diag.Diagnostics, err error) {
	const summary = "The user was not made"
	if api.IsConflict(err) {
		diagnostics.AddAttributeError(path.Root("name"), summary, err.Error())
		return
	}
	report(diagnostics, summary, err)
}
