package io.cacheado.policy;

import org.jspecify.annotations.Nullable;

/**
 * SIEVE: a list in the order of arrival, and a hand that walks over it from the oldest to the newest. It spares who was used,
 * forgets that, and lets the first go who was not. Those spared keep their place, so newcomers are sifted first.
 *
 * <p>Source: Zhang, Yang, Yue, Vigfusson, Rashmi, <i>SIEVE is simpler than LRU</i>, NSDI 2024.
 */
final class Sieve implements EvictionPolicy {
    private final CandidateList list = new CandidateList();
    private @Nullable Candidate hand;

    @Override
    public void added(Candidate candidate) {
        list.addLast(candidate);
    }

    @Override
    public void removed(Candidate candidate) {
        if (hand == candidate) {
            hand = list.next(candidate);
        }
        list.remove(candidate);
    }

    @Override
    public @Nullable Candidate victim() {
        Candidate at = hand == null ? list.first() : hand;
        // Once around at most: others may use them as fast as the hand goes.
        for (int left = list.size(); at != null && at.mark() > 0 && left > 0; left--) {
            at.mark(0);
            Candidate after = list.next(at);
            at = after == null ? list.first() : after;
        }
        hand = at;
        return at;
    }
}
