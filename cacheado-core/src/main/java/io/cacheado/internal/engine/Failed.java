package io.cacheado.internal.engine;

/** Stands for the value of a key whose load has failed lately: callers get the failure instead of another load. */
record Failed(Throwable failure) {
    /** The failure, to be thrown as it is where checked exceptions are not declared. */
    @SuppressWarnings("unchecked")
    static <X extends Throwable> RuntimeException sneaky(Throwable failure) throws X {
        throw (X) failure;
    }
}
