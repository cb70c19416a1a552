package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.thread.DaemonThread;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A client outlives the application that opened it, whose classes can be unloaded all the same. */
class RedeployTest {
    private static final int MAX_COLLECTIONS = 200;

    @Test
    void classesOfWhoOpenedTheClientAreCollected() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(RedeployTest::reply)) {
            CompletableFuture<Memjay> opened = new CompletableFuture<>();
            WeakReference<ClassLoader> application = deploy(server.port(), opened);
            try (Memjay memjay = opened.join()) {
                for (int i = 0; i < MAX_COLLECTIONS && application.get() != null; i++) {
                    System.gc();
                    LockSupport.parkNanos(1_000_000);
                }
                assertThat(application.get())
                        .as("the application's class loader")
                        .isNull();
                assertThat(memjay.strings().get("key")).isEqualTo("value");
            }
        }
    }

    @Test
    void threadsInheritNothing() throws Exception {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        inherited.set("of the maker");
        CompletableFuture<String> seen = new CompletableFuture<>();
        Thread thread = DaemonThread.of("memjay-test", () -> seen.complete(String.valueOf(inherited.get())));
        assertThat(thread.getContextClassLoader()).isNull();
        assertThat(thread.isDaemon()).isTrue();
        thread.start();
        assertThat(seen.get()).isEqualTo("null");
    }

    private static String reply(Asked asked) {
        return asked.line().startsWith("mg") ? asked.hit("value") : "MN\r\n";
    }

    /** On a thread of its own, so that nothing of it is left on this one. */
    private static WeakReference<ClassLoader> deploy(int port, CompletableFuture<Memjay> opened) throws Exception {
        ClassLoader loader = new ApplicationLoader();
        @SuppressWarnings("unchecked")
        Function<Integer, Memjay> application = (Function<Integer, Memjay>)
                loader.loadClass(Application.class.getName()).getConstructor().newInstance();
        Thread thread = new Thread(() -> opened.complete(application.apply(port)));
        thread.setContextClassLoader(loader);
        thread.start();
        thread.join();
        return new WeakReference<>(loader);
    }

    /** Has one class of its own; the client is its parent's. */
    private static final class ApplicationLoader extends ClassLoader {
        ApplicationLoader() {
            super(RedeployTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Application.class.getName())) {
                return super.loadClass(name, resolve);
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Opens a client and uses it, with a thread local that holds an object of its own class. */
    public static final class Application implements Function<Integer, Memjay> {
        private final InheritableThreadLocal<Application> current = new InheritableThreadLocal<>();

        @Override
        public Memjay apply(Integer port) {
            current.set(this);
            Memjay memjay = Memjay.builder()
                    .servers("127.0.0.1:" + port)
                    .timeout(Duration.ofSeconds(20))
                    .connectTimeout(Duration.ofSeconds(20))
                    .protocol("meta")
                    .build();
            Keyspace<String, String> strings = memjay.strings();
            assertThat(strings.get("a")).isEqualTo("value");
            assertThat(strings.async().get("b").join()).isEqualTo("value");
            assertThat(List.of("value")).contains(strings.get("c"));
            return memjay;
        }
    }
}
