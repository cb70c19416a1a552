package dev.memjay.junit;

import dev.memjay.server.MemcachedServer;
import dev.memjay.server.MemcachedServerBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** The JUnit extension behind {@link WithMemcached}; without the annotation it gives servers with all defaults. */
public final class MemcachedExtension implements ParameterResolver, AfterEachCallback {
    /** The system property or environment variable that chooses the server. */
    public static final String SERVER_SETTING = "MEMJAY_TEST_SERVER";

    private static final String REAL = "memcached";
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(MemcachedExtension.class);

    /** Called by JUnit. */
    public MemcachedExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Memcached.class;
    }

    @Override
    public Memcached resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .computeIfAbsent(Memcached.class, type -> start(annotation(context)), Memcached.class);
    }

    /** Fails a test whose client sent what no client may send. */
    @Override
    public void afterEach(ExtensionContext context) {
        Memcached memcached = context.getStore(NAMESPACE).get(Memcached.class, Memcached.class);
        if (memcached != null && !memcached.isReal()) {
            List<String> lines = memcached.embedded().violations();
            if (!lines.isEmpty()) {
                throw new AssertionError("the client sent a key that is too long or a bad length, which lets whoever"
                        + " chooses keys inject commands: " + lines);
            }
        }
    }

    private static @Nullable WithMemcached annotation(ExtensionContext context) {
        Optional<ExtensionContext> at = Optional.of(context);
        while (at.isPresent()) {
            Optional<WithMemcached> found = at.get()
                    .getElement()
                    .flatMap(element -> AnnotationSupport.findAnnotation(element, WithMemcached.class));
            if (found.isPresent()) {
                return found.get();
            }
            at = at.get().getParent();
        }
        return null;
    }

    private static Memcached start(@Nullable WithMemcached wanted) {
        if (REAL.equals(setting())) {
            return Memcached.of(RealMemcached.start(wanted == null ? new String[0] : wanted.options()));
        }
        MemcachedServerBuilder builder = MemcachedServer.builder();
        if (wanted != null && !wanted.version().isEmpty()) {
            builder.version(wanted.version());
        }
        if (wanted == null || wanted.hardened()) {
            builder.hardened();
        }
        return Memcached.of(builder.start());
    }

    private static String setting() {
        String property = System.getProperty(SERVER_SETTING);
        String value = property != null ? property : System.getenv(SERVER_SETTING);
        if (value == null || value.isEmpty() || value.equals("embedded")) {
            return "embedded";
        }
        if (!value.equals(REAL)) {
            throw new IllegalStateException(SERVER_SETTING + " must be embedded or memcached, not " + value);
        }
        return value;
    }
}
