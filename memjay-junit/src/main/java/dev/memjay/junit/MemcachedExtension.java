package dev.memjay.junit;

import dev.memjay.server.MemcachedServer;
import dev.memjay.server.MemcachedServerBuilder;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** The JUnit extension behind {@link WithMemcached}; without the annotation it gives servers with all defaults. */
public final class MemcachedExtension implements ParameterResolver, AfterEachCallback, AfterAllCallback {
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
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        // JUnit 5 and 6 have no common method that looks and starts in one step
        synchronized (NAMESPACE) {
            Memcached present = store.get(Memcached.class, Memcached.class);
            if (present == null) {
                present = start(annotation(context));
                store.put(Memcached.class, present);
            }
            return present;
        }
    }

    /** Fails a test whose client sent what no client may send, and ends the server that was its own. */
    @Override
    public void afterEach(ExtensionContext context) {
        finish(context);
    }

    /** Does the same for a server that was shared by a class. */
    @Override
    public void afterAll(ExtensionContext context) {
        finish(context);
    }

    /** What is removed here was asked for here; JUnit before 5.13 would close nothing by itself. */
    private static void finish(ExtensionContext context) {
        ExtensionContext.Store store = context.getStore(NAMESPACE);
        Memcached present = store.get(Memcached.class, Memcached.class);
        List<String> lines = present == null ? List.of() : present.newViolations();
        Memcached own = store.remove(Memcached.class, Memcached.class);
        if (own != null) {
            own.close();
        }
        if (!lines.isEmpty()) {
            throw new AssertionError("the client sent a key that is too long or a bad length, which lets whoever"
                    + " chooses keys inject commands: " + lines);
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
