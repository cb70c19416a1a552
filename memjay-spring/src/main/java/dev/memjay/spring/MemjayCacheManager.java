package dev.memjay.spring;

import dev.memjay.Memjay;
import dev.memjay.codec.TypedKeys;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.convert.converter.Converter;
import org.springframework.util.ClassUtils;

/**
 * Spring's caches in memcached, one for each name, shared by all programs that use the same servers and names.
 *
 * <pre>{@code
 * @Bean
 * MemjayCacheManager cacheManager(Memjay memjay) {
 *     return MemjayCacheManager.builder(memjay)
 *             .defaults(MemjayCacheConfiguration.standard().ttl(Duration.ofMinutes(10)))
 *             .cache("rates", MemjayCacheConfiguration.standard().ttl(Duration.ofSeconds(30)).staleIfError(Duration.ofHours(1)))
 *             .build();
 * }
 *
 * @Bean
 * static MemjayCachePostProcessor memjayCaches() {
 *     return new MemjayCachePostProcessor();
 * }
 * }</pre>
 *
 * <p>The second bean lets caches know the return types of methods. Making a manager or a cache does no I/O: a program starts
 * while memcached is down. The client stays the caller's, who closes it. Thread-safe.
 */
public final class MemjayCacheManager implements CacheManager {
    private final Memjay memjay;
    private final MemjayCacheConfiguration defaults;
    private final Map<String, MemjayCacheConfiguration> configurations;
    private final @Nullable Set<String> fixedNames;
    private final TypedKeys keys;
    private final ValueCodecs codecs;
    private final Executor executor;
    private final @Nullable ClassLoader classLoader;
    private final Map<String, MemjayCache> caches = new ConcurrentHashMap<>();
    private final List<Consumer<MemjayCache>> listeners = new CopyOnWriteArrayList<>();

    private MemjayCacheManager(Builder builder) {
        memjay = builder.memjay;
        defaults = builder.defaults;
        configurations = new LinkedHashMap<>(builder.configurations);
        fixedNames = builder.fixedNames == null ? null : new TreeSet<>(builder.fixedNames);
        keys = builder.keys;
        codecs = builder.codecs == null ? ValueCodecs.standard() : builder.codecs;
        executor = builder.executor;
        classLoader = ClassUtils.getDefaultClassLoader();
        configurations.keySet().forEach(this::getCache);
        if (fixedNames != null) {
            fixedNames.forEach(this::getCache);
        }
    }

    /** A manager over a client, with standard caches, one for each name that is asked for. */
    public static Builder builder(Memjay memjay) {
        return new Builder(Objects.requireNonNull(memjay, "memjay"));
    }

    /**
     * A cache, which is made when it is first asked for.
     *
     * @return null if the names are fixed and this is not one of them
     */
    @Override
    public @Nullable Cache getCache(String name) {
        MemjayCache cache = cache(Objects.requireNonNull(name, "name"));
        return cache != null && cache.configuration().isTransactionAware() ? Transactions.aware(cache) : cache;
    }

    private @Nullable MemjayCache cache(String name) {
        MemjayCache present = caches.get(name);
        if (present != null) {
            return present;
        }
        if (fixedNames != null && !fixedNames.contains(name) && !configurations.containsKey(name)) {
            return null;
        }
        MemjayCache made = new MemjayCache(new CacheSpace(name, configuration(name), this));
        MemjayCache other = caches.putIfAbsent(name, made);
        if (other != null) {
            return other;
        }
        listeners.forEach(listener -> listener.accept(made));
        return made;
    }

    /** The names of the caches that there are, in their order. */
    @Override
    public Collection<String> getCacheNames() {
        return new TreeSet<>(caches.keySet());
    }

    /** Calls a listener with each cache that there is, and with each that is made later: for metrics. */
    public void onCache(Consumer<MemjayCache> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        caches.values().forEach(listener);
    }

    /** The configuration of a cache: its own, or the defaults. */
    public MemjayCacheConfiguration configuration(String name) {
        return configurations.getOrDefault(name, defaults);
    }

    /** The client. */
    public Memjay memjay() {
        return memjay;
    }

    TypedKeys keys() {
        return keys;
    }

    ValueCodecs codecs() {
        return codecs;
    }

    Executor executor() {
        return executor;
    }

    /** That of the thread that made the manager, since other threads may not know the program's classes. */
    @Nullable
    ClassLoader classLoader() {
        return classLoader;
    }

    @Override
    public String toString() {
        return "MemjayCacheManager" + getCacheNames();
    }

    /** Builds a {@link MemjayCacheManager}. For one thread. */
    public static final class Builder {
        private final Memjay memjay;
        private MemjayCacheConfiguration defaults = MemjayCacheConfiguration.standard();
        private final Map<String, MemjayCacheConfiguration> configurations = new LinkedHashMap<>();
        private @Nullable Set<String> fixedNames;
        private TypedKeys keys = SpringKeys.standard();
        private @Nullable ValueCodecs codecs;
        private Executor executor = ForkJoinPool.commonPool();

        private Builder(Memjay memjay) {
            this.memjay = memjay;
        }

        /** The configuration of caches that have none of their own. */
        public Builder defaults(MemjayCacheConfiguration configuration) {
            defaults = Objects.requireNonNull(configuration, "configuration");
            return this;
        }

        /** Changes the configuration of caches that have none of their own. */
        public Builder defaults(UnaryOperator<MemjayCacheConfiguration> change) {
            return defaults(change.apply(defaults));
        }

        /** The configuration of one cache, which replaces the defaults. */
        public Builder cache(String name, MemjayCacheConfiguration configuration) {
            configurations.put(
                    Objects.requireNonNull(name, "name"), Objects.requireNonNull(configuration, "configuration"));
            return this;
        }

        /** Changes the configuration of one cache: its own if there is one, or else the defaults. */
        public Builder cache(String name, UnaryOperator<MemjayCacheConfiguration> change) {
            return cache(name, change.apply(configurations.getOrDefault(name, defaults)));
        }

        /**
         * Has no other caches than these and those with a configuration of their own; without it, each name that is asked for
         * has one.
         */
        public Builder cacheNames(Collection<String> names) {
            fixedNames = Set.copyOf(names);
            return this;
        }

        /**
         * How keys of a class are written that {@link TypedKeys} does not know.
         *
         * @param type the class; for Object, all classes that nothing else knows
         * @param parts what tells two keys of the class apart, see {@link TypedKeys#with(Class, Function)}
         */
        public <T> Builder keys(Class<T> type, Function<? super T, ?> parts) {
            keys = keys.with(type, parts);
            return this;
        }

        /**
         * How keys of a class are written that {@link TypedKeys} does not know: what the converter returns is the key, together
         * with its class.
         *
         * @param converter of a class that says from what it converts, as a lambda does not
         */
        public Builder keys(Converter<?, ?> converter) {
            Class<?>[] types = GenericTypeResolver.resolveTypeArguments(converter.getClass(), Converter.class);
            if (types == null) {
                throw new IllegalArgumentException(
                        "the converter of keys " + converter.getClass().getName()
                                + " does not say from which class it converts, as a lambda does not; use keys(Class, Function)");
            }
            return keysBy(types[0], converter);
        }

        @SuppressWarnings("unchecked") // the converter's own type
        private <T> Builder keysBy(Class<T> type, Converter<?, ?> converter) {
            return keys(type, ((Converter<T, ?>) converter)::convert);
        }

        /** How values are written and read; by default JSON, see {@link ValueCodecs#standard()}. */
        public Builder values(ValueCodecs codecs) {
            this.codecs = Objects.requireNonNull(codecs, "codecs");
            return this;
        }

        /**
         * Where futures complete that caches return, and so where methods that return futures and publishers go on.
         *
         * @param executor the common pool by default; {@code Runnable::run} if the client has a callback executor
         */
        public Builder executor(Executor executor) {
            this.executor = Objects.requireNonNull(executor, "executor");
            return this;
        }

        /**
         * The manager, with the caches that have a name here.
         *
         * @throws IllegalStateException if nothing on the class path can write values
         */
        public MemjayCacheManager build() {
            return new MemjayCacheManager(this);
        }
    }
}
