package io.cacheado.testkit.model;

/** The kinds of operations, with how often each is drawn, alone and inside a load. */
enum OpKind {
    GET_IF_PRESENT(100, 20, ReadActions::getIfPresent),
    GET_IF_PRESENT_ASYNC(10, 0, ReadActions::getIfPresentAsync),
    GET_ALL_PRESENT(20, 5, ReadActions::getAllPresent),
    RESOLVE(30, 10, ReadActions::resolve),

    PUT(140, 60, WriteActions::put),
    PUT_TTL(50, 10, WriteActions::putTtl),
    PUT_ASYNC(10, 0, WriteActions::putAsync),
    PUT_ALL(20, 5, WriteActions::putAll),
    PUT_REFUSED(12, 5, WriteActions::putRefused),

    INVALIDATE(40, 50, InvalidateActions::invalidate),
    INVALIDATE_ASYNC(6, 0, InvalidateActions::invalidateAsync),
    INVALIDATE_KEYS(10, 5, InvalidateActions::invalidateKeys),
    INVALIDATE_OWN(8, 10, InvalidateActions::invalidateOwn),
    CLEAR_CACHE(4, 10, InvalidateActions::clearCache),
    EVICT_CACHE(8, 10, InvalidateActions::evictCache),

    EVICT(14, 25, DropActions::evict),
    EVICT_ASYNC(3, 0, DropActions::evictAsync),
    EVICT_ALL(3, 8, DropActions::evictAll),
    EVICT_GLOBAL(1, 0, DropActions::evictGlobal),

    PUT_TAGGED(120, 30, TagActions::put),
    DROP_TAG(36, 30, TagActions::drop),
    DROP_TAG_REFUSED(2, 0, TagActions::dropRefused),

    MAP_READ(30, 10, MapActions::read),
    MAP_CHANGE(80, 30, MapActions::change),
    COMPUTE(90, 30, ComputeActions::compute),

    GET(150, 60, LoadActions::get),
    GET_CHECKED(25, 8, LoadActions::getChecked),
    GET_WITH(100, 30, LoadActions::getWith),
    CALL(90, 25, FunctionActions::call),
    GET_ASYNC(60, 15, AsyncActions::getAsync),
    REQUEST_DUE(120, 10, DueActions::request),
    REFRESH(40, 20, AsyncActions::refresh),
    COMPLETE(55, 20, AsyncActions::complete),
    CANCEL(6, 2, AsyncActions::cancel),
    GET_ALL(40, 12, BulkActions::getAll),

    ADVANCE(60, 20, UpkeepActions::advance),
    CLEAN_UP(10, 5, UpkeepActions::cleanUp),
    INSPECT(15, 5, UpkeepActions::inspect),

    MAXIMUM_SIZE(4, 0, LimitActions::maximumSize),
    CACHE_MAXIMUM(4, 0, LimitActions::cacheMaximum),
    SCOPE_MAXIMUM(4, 0, LimitActions::scopeMaximum),
    QUOTA(4, 0, LimitActions::quota),

    /** Drawn in setups of the profile {@code SPLITTING} only. */
    FILL(0, 0, WriteActions::fill);

    private final int weight;
    private final int innerWeight;
    private final Action action;

    OpKind(int weight, int innerWeight, Action action) {
        this.weight = weight;
        this.innerWeight = innerWeight;
        this.action = action;
    }

    int weight() {
        return weight;
    }

    int innerWeight() {
        return innerWeight;
    }

    /** Whether a loader may run while it goes on. */
    boolean loads() {
        return this == GET
                || this == GET_CHECKED
                || this == GET_WITH
                || this == COMPUTE
                || this == CALL
                || this == GET_ASYNC
                || this == REFRESH
                || this == REQUEST_DUE
                || this == GET_ALL;
    }

    Action action() {
        return action;
    }
}
