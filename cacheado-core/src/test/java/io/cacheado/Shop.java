package io.cacheado;

import static io.cacheado.scope.ScopeLevel.level;

import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;

/** The scope trees of these tests: a shop's organizations with users and sessions, and a second tree beside them. */
public final class Shop {
    public static final ScopeTree TREE = ScopeTree.of(
            level("organization", "org_id", level("user", "user_id", level("session", "session_id"))),
            level("tenant", "tenant_id", level("project", "project_id")));

    private Shop() {}

    /** A builder over the shop's tree that counts, decides repeatably, and does background work in place. */
    public static Cacheado.Builder deterministic() {
        return Cacheado.builder().scopes(TREE).recordStats().deterministic(7);
    }

    /** A builder over the shop's tree for use by many threads. */
    public static Cacheado.Builder threaded() {
        return Cacheado.builder().scopes(TREE).recordStats();
    }

    public static Scope org(Object org) {
        return TREE.scope("organization", org);
    }

    public static Scope user(Object org, Object user) {
        return TREE.scope("user", org, user);
    }

    public static Scope session(Object org, Object user, Object session) {
        return TREE.scope("session", org, user, session);
    }

    public static Scope tenant(Object tenant) {
        return TREE.scope("tenant", tenant);
    }
}
