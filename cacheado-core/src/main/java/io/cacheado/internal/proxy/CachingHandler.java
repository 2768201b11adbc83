package io.cacheado.internal.proxy;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers the calls on a proxy. */
final class CachingHandler implements InvocationHandler {
    private static final Object[] NO_ARGUMENTS = {};

    /**
     * What a method does.
     *
     * @param body what it runs when no cache answers
     */
    record Answer(Behaviour behaviour, Body body) {}

    private final Caches caches;
    private final Class<?> type;
    private final Object target;
    private final Map<Method, Answer> answers;

    CachingHandler(Caches caches, Class<?> type, Object target, Map<Method, Answer> answers) {
        this.caches = caches;
        this.type = type;
        this.target = target;
        this.answers = Map.copyOf(answers);
    }

    /** The handler of a proxy of ours; null for any other object. */
    static @Nullable CachingHandler of(@Nullable Object object) {
        return object != null
                        && Proxy.isProxyClass(object.getClass())
                        && Proxy.getInvocationHandler(object) instanceof CachingHandler handler
                ? handler
                : null;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] given) throws Throwable {
        @Nullable Object[] arguments = given == null ? NO_ARGUMENTS : given;
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(method.getName(), arguments);
        }
        Answer answer = requireNonNull(answers.get(method), "a method of the proxied interface");
        return answer.behaviour.answer(new Call(proxy, method, answer.body, arguments));
    }

    /** Proxies are equal if their targets are, and they belong to one cacheado. */
    private Object ofObject(String method, @Nullable Object[] arguments) {
        return switch (method) {
            case "equals" -> isOfAnEqual(arguments[0]);
            case "hashCode" -> 31 * type.hashCode() + target.hashCode();
            default -> "Cached[" + target + "]";
        };
    }

    private boolean isOfAnEqual(@Nullable Object other) {
        CachingHandler that = of(other);
        return that != null && that.caches == caches && that.type == type && that.target.equals(target);
    }
}
