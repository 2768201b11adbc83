package io.cacheado.internal.engine;

import java.util.Iterator;
import java.util.function.Function;

/** An iterator that shows something of each element of another. */
final class MappedIterator<T, R> implements Iterator<R> {
    private final Iterator<T> of;
    private final Function<? super T, ? extends R> shown;

    MappedIterator(Iterator<T> of, Function<? super T, ? extends R> shown) {
        this.of = of;
        this.shown = shown;
    }

    @Override
    public boolean hasNext() {
        return of.hasNext();
    }

    @Override
    public R next() {
        return shown.apply(of.next());
    }

    @Override
    public void remove() {
        of.remove();
    }
}
