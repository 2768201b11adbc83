package io.cacheado.internal.evict;

/** Says in words what the shards of an adaptive queue have chosen, and why. For one thread. */
final class ShareReport {
    private long size;
    private double shares;
    private double news;
    private long round;
    private long backToSmall;
    private long backToMain;
    private int shards;

    /** Adds a shard; the lock of its stripe is held. */
    void add(AdaptiveQueue queue) {
        SmallShare share = queue.share();
        int length = queue.size();
        shards++;
        if (length < SmallShare.ADAPTS_FROM) {
            return;
        }
        size += length;
        shares += share.share() * length;
        news += share.news() * length;
        round += share.goesRound() ? length : 0;
        backToSmall += share.backToSmall();
        backToMain += share.backToMain();
    }

    /** What was added, as one sentence without a full stop. */
    String text() {
        if (size == 0) {
            return "small share 10 %, as long as a queue has fewer than " + SmallShare.ADAPTS_FROM + " entries";
        }
        String chosen = "small share " + percent(shares) + ": " + backToSmall
                + " came back soon after they had left it, " + backToMain + " soon after they had left the main part; "
                + percent(news) + " of what misses is new";
        String held = round * 2 > size ? ", so the rest is held" : "";
        return chosen + held + (shards > 1 ? " (" + shards + " shards together)" : "");
    }

    private String percent(double sum) {
        return Math.round(100 * sum / size) + " %";
    }
}
