//! Roles and permissions: who may do what, in one table.

use crate::text_enum;

text_enum! {
    /// A role of a person inside a tenant (DESIGN §11).
    Role {
        /// 担当者
        Agent = "agent",
        /// スーパーバイザー
        Supervisor = "supervisor",
        /// 要員計画
        Planner = "planner",
        /// 分析
        Analyst = "analyst",
        /// マーケティング
        Marketer = "marketer",
        /// 経営
        Executive = "executive",
        /// 管理者
        Admin = "admin",
        /// システム管理者: administers the installation and its tenants.
        SystemAdmin = "system_admin",
    }
}

text_enum! {
    /// One thing a person may be allowed to do.
    Permission {
        /// See cases, threads and customers.
        CaseRead = "case.read",
        /// Answer, note, categorise, resolve.
        CaseWrite = "case.write",
        /// Give cases to other agents and queues.
        CaseTransfer = "case.transfer",
        /// See customers, orders and timelines.
        CustomerRead = "customer.read",
        /// Change profiles, tags, identities.
        CustomerWrite = "customer.write",
        /// Take offers: have a state, accept, decline.
        WorkTake = "work.take",
        /// See the live board.
        BoardRead = "board.read",
        /// Change other people's state and work.
        BoardAct = "board.act",
        /// See colleagues, queues, categories (needed to transfer and to mention).
        DirectoryRead = "directory.read",
        /// Manage people and roles.
        UserManage = "user.manage",
        /// Manage queues, categories.
        QueueManage = "queue.manage",
        /// Manage channels and their secrets.
        ChannelManage = "channel.manage",
        /// Manage API tokens and outgoing webhooks.
        IntegrationManage = "integration.manage",
        /// Hand out everything that is known of a person, and erase it.
        PrivacyManage = "privacy.manage",
        /// Read the audit log.
        AuditRead = "audit.read",
        /// Create tenants.
        TenantManage = "tenant.manage",
        /// See and change one's own account.
        SelfManage = "self.manage",
    }
}

impl Role {
    /// Whether a person of this role has the permission.
    #[must_use]
    pub const fn grants(self, permission: Permission) -> bool {
        use Permission as P;
        match permission {
            P::SelfManage | P::DirectoryRead => true,
            P::CaseRead | P::CustomerRead => !matches!(self, Self::SystemAdmin),
            P::CaseWrite | P::CaseTransfer | P::CustomerWrite | P::WorkTake => {
                matches!(self, Self::Agent | Self::Supervisor | Self::Admin)
            }
            P::BoardRead => {
                matches!(self, Self::Supervisor | Self::Planner | Self::Executive | Self::Admin)
            }
            P::BoardAct => matches!(self, Self::Supervisor | Self::Admin),
            P::QueueManage => matches!(self, Self::Supervisor | Self::Admin),
            P::UserManage | P::ChannelManage => matches!(self, Self::Admin | Self::SystemAdmin),
            P::PrivacyManage | P::IntegrationManage => matches!(self, Self::Admin),
            P::AuditRead => matches!(self, Self::Admin | Self::SystemAdmin),
            P::TenantManage => matches!(self, Self::SystemAdmin),
        }
    }
}

impl Permission {
    /// Whether an API token may carry it. Not what makes or changes ways in (people with their
    /// passwords, second factors, tenants, tokens), nor what hands out or erases a person.
    #[must_use]
    pub const fn for_tokens(self) -> bool {
        match self {
            Self::CaseRead
            | Self::CaseWrite
            | Self::CaseTransfer
            | Self::CustomerRead
            | Self::CustomerWrite
            | Self::WorkTake
            | Self::BoardRead
            | Self::BoardAct
            | Self::DirectoryRead
            | Self::QueueManage
            | Self::ChannelManage
            | Self::AuditRead => true,
            Self::UserManage
            | Self::IntegrationManage
            | Self::PrivacyManage
            | Self::TenantManage
            | Self::SelfManage => false,
        }
    }
}

/// Whether any of the roles has the permission.
#[must_use]
pub fn granted(roles: &[Role], permission: Permission) -> bool {
    roles.iter().any(|role| role.grants(permission))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agent_cannot_manage_and_a_system_admin_cannot_read_cases() {
        assert!(!Role::Agent.grants(Permission::UserManage));
        assert!(!Role::SystemAdmin.grants(Permission::CaseRead));
        assert!(granted(&[Role::Agent, Role::Admin], Permission::AuditRead));
    }
}
