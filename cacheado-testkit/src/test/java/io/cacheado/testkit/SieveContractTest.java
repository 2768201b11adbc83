package io.cacheado.testkit;

import static java.util.Objects.requireNonNull;

import io.cacheado.policy.Eviction;
import io.cacheado.policy.EvictionPolicy;

/** The policy that is built in and written like one from outside. */
class SieveContractTest implements EvictionPolicyContract {
    @Override
    public EvictionPolicy policy() {
        return requireNonNull(Eviction.sieve().factory()).get();
    }
}
