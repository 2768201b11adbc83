package io.cacheado.testkit;

import static io.cacheado.scope.ScopeLevel.level;

import io.cacheado.Cacheado;
import io.cacheado.scope.Scope;
import io.cacheado.scope.ScopeTree;

/** The tree that tests of the testkit use. */
final class Shop {
    static final ScopeTree TREE =
            ScopeTree.of(level("organization", "org_id", level("user", "user_id")), level("region", "region_id"));
    static final Scope ACME = TREE.scope("organization", "acme");
    static final Scope GLOBEX = TREE.scope("organization", "globex");
    static final Scope ANN = TREE.scope("user", "acme", "ann");
    static final Scope BOB = TREE.scope("user", "globex", "bob");

    private Shop() {}

    static Cacheado cacheado(FakeTicker ticker) {
        return Cacheado.builder()
                .scopes(TREE)
                .maximumSize(100)
                .ticker(ticker)
                .recordStats()
                .deterministic(1)
                .build();
    }
}
