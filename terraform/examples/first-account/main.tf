# An account with quotas, a role, and a user whose credentials a service can use.
#
#   export VAGUS_ENDPOINT=http://127.0.0.1:8080 VAGUS_TOKEN=vgs_...   # a personal access token, from the portal
#   terraform apply
#   terraform output -raw creds > orders.creds

terraform {
  required_providers {
    vagus = { source = "vagus-io/vagus" }
  }
}

provider "vagus" {}

resource "vagus_account" "orders" {
  name        = "orders"
  description = "Everything about orders"
  limits = {
    connections   = 20
    subscriptions = 1000
    payload_bytes = 65536
  }
}

resource "vagus_user" "billing" {
  account_id = vagus_account.orders.id
  name       = "billing"
  permissions = {
    publish   = { allow = ["orders.>", "_INBOX.>"] }
    subscribe = { allow = ["orders.>", "_INBOX.>"] }
  }
}

output "creds" {
  value     = vagus_user.billing.creds
  sensitive = true
}
