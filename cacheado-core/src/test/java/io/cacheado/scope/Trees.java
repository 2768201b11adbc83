package io.cacheado.scope;

import static io.cacheado.scope.ScopeLevel.level;

/** The tree of the guides, built anew on each call. */
final class Trees {

    private Trees() {}

    static ScopeTree shop() {
        return ScopeTree.of(
                level("organization", "org_id", level("user", "user_id", level("session", "session_id"))),
                level("tenant", "tenant_id", level("project", "project_id", level("environment", "env_id"))));
    }
}
