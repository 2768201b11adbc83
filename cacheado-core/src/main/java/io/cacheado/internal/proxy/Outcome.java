package io.cacheado.internal.proxy;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/**
 * What the result of a method means to a cache.
 *
 * @param valueType the type of what is stored
 * @param later whether it comes as a stage
 * @param wrapper how it says that there is nothing
 * @param primitive whether it cannot say so
 */
record Outcome(Type valueType, boolean later, Wrapper wrapper, boolean primitive) {
    private static final List<Class<?>> ONCE =
            List.of(BaseStream.class, Iterator.class, InputStream.class, Reader.class);

    /** One is known by its name alone, since nothing here depends on it. */
    private static final List<String> PUBLISHERS =
            List.of("org.reactivestreams.Publisher", Flow.Publisher.class.getName());

    /**
     * What a result of this type means.
     *
     * @throws IllegalArgumentException if it cannot be stored
     */
    static Outcome of(Type returnType) {
        Class<?> raw = TypeBindings.erase(returnType);
        boolean later = isStage(raw);
        Type result = !later
                ? returnType
                : returnType instanceof ParameterizedType stage ? stage.getActualTypeArguments()[0] : Object.class;
        Wrapper wrapper = Wrapper.of(result);
        Type valueType = wrapper.contentType(result);
        requireValue(valueType);
        return new Outcome(valueType, later, wrapper, raw.isPrimitive());
    }

    private static boolean isStage(Class<?> returned) {
        return returned == CompletionStage.class || returned == CompletableFuture.class;
    }

    private static void requireValue(Type valueType) {
        Class<?> raw = TypeBindings.erase(valueType);
        if (raw == Void.class) {
            throw new IllegalArgumentException("it returns nothing, so there is nothing to cache (allowed: a result)");
        }
        requireKnownEnd(raw);
        if (ONCE.stream().anyMatch(each -> each.isAssignableFrom(raw))) {
            throw new IllegalArgumentException("its result of type " + valueType.getTypeName()
                    + " can be used once only (allowed: a value, Optional, CompletionStage, CompletableFuture)");
        }
    }

    /**
     * Whether a method that returns this ends later than it returns.
     *
     * @throws IllegalArgumentException if nobody can say when it ends
     */
    static boolean endsLater(Class<?> returned) {
        if (isStage(returned)) {
            return true;
        }
        requireKnownEnd(returned);
        return false;
    }

    private static void requireKnownEnd(Class<?> returned) {
        if (Future.class.isAssignableFrom(returned)
                || CompletionStage.class.isAssignableFrom(returned)
                || isPublisher(returned)) {
            throw new IllegalArgumentException("nobody can say here when a result of type " + returned.getTypeName()
                    + " comes (allowed: a value, Optional, or exactly CompletionStage or CompletableFuture)");
        }
    }

    private static boolean isPublisher(@Nullable Class<?> type) {
        if (type == null) {
            return false;
        }
        for (Class<?> each : type.getInterfaces()) {
            if (isPublisher(each)) {
                return true;
            }
        }
        return PUBLISHERS.contains(type.getName()) || isPublisher(type.getSuperclass());
    }

    /** What a result holds; null for nothing. */
    @Nullable
    Object content(@Nullable Object result) {
        return result == null ? null : wrapper.content(result);
    }

    /** The result that holds this, for a caller of the method. */
    @Nullable
    Object result(@Nullable Object content) {
        if (content == null && primitive) {
            throw new NullPointerException("there is nothing cached, which a primitive result cannot say");
        }
        return wrapper.wrap(content);
    }
}
