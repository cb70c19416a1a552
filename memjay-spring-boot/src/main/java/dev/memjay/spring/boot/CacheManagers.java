package dev.memjay.spring.boot;

import dev.memjay.Memjay;
import dev.memjay.model.SettingInfo;
import dev.memjay.spring.MemjayCacheConfiguration;
import dev.memjay.spring.MemjayCacheManager;
import dev.memjay.spring.MemjayCacheManagerCustomizer;
import dev.memjay.spring.ValueCodecs;
import java.util.Arrays;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Makes the cache manager of either starter from the properties. */
public final class CacheManagers {
    private final MemjayCacheProperties properties;
    private final List<String> names;
    private final ObjectProvider<ValueCodecs> values;
    private final ObjectProvider<MemjayCacheManagerCustomizer> customizers;

    /**
     * @param environment for {@code spring.cache.cache-names}, whose class has moved
     * @param values how values are written, if the program has its own way
     * @param customizers of the program
     */
    CacheManagers(
            MemjayCacheProperties properties,
            Environment environment,
            ObjectProvider<ValueCodecs> values,
            ObjectProvider<MemjayCacheManagerCustomizer> customizers) {
        this.properties = properties;
        this.names = Binder.get(environment)
                .bind("spring.cache.cache-names", String[].class)
                .map(Arrays::asList)
                .orElse(List.of());
        this.values = values;
        this.customizers = customizers;
    }

    /** The manager over a client. Does no I/O. */
    public MemjayCacheManager over(Memjay memjay) {
        MemjayCacheManager.Builder builder = MemjayCacheManager.builder(memjay);
        MemjayCacheConfiguration defaults = properties.getDefaults().applyTo(MemjayCacheConfiguration.standard());
        builder.defaults(defaults);
        properties.getCaches().forEach((name, own) -> builder.cache(name, applied(name, own, defaults)));
        if (!names.isEmpty()) {
            builder.cacheNames(names);
        }
        if (hasCallbackExecutor(memjay)) {
            builder.executor(Runnable::run);
        }
        values.ifUnique(builder::values);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    private static MemjayCacheConfiguration applied(
            String name, MemjayCacheProperties.OfCache own, MemjayCacheConfiguration defaults) {
        try {
            return own.applyTo(defaults);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("memjay.cache.caches." + name + ": " + e.getMessage(), e);
        }
    }

    private static boolean hasCallbackExecutor(Memjay memjay) {
        return memjay.settings().stream()
                .anyMatch(
                        info -> info.name().equals("callbackExecutor") && info.origin() != SettingInfo.Origin.DEFAULT);
    }
}
