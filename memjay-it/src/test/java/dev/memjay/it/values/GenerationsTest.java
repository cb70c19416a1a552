package dev.memjay.it.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Generations;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.MemjayException;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.FailurePolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Parts of a keyspace that are emptied at once, through both faces. */
@ParameterizedClass
@EnumSource(Face.class)
class GenerationsTest {
    @Parameter
    private Face face;

    private RealMemcached server;
    private Memjay memjay;

    @BeforeEach
    void start() {
        server = RealMemcached.start();
        memjay = Memjay.create("memcached://127.0.0.1:" + server.port() + "?timeout=60s");
    }

    @AfterEach
    void stop() {
        memjay.close();
        server.close();
    }

    @Test
    void aPartIsEmptiedAtOnce() {
        Generations<String, String> users = Generations.of(memjay.strings(), "users");
        Keyspace<String, String> before = face.current(users);
        before.set("1", "Ada");
        face.current(Generations.of(memjay.strings(), "carts")).set("1", "a cart");

        assertThat(face.current(users).get("1")).isEqualTo("Ada");
        assertThat(users.current().get("1")).as("the other face").isEqualTo("Ada");
        face.empty(users);

        assertThat(face.current(users).get("1")).isNull();
        assertThat(before.get("1")).as("who kept the view goes on").isEqualTo("Ada");
        assertThat(face.current(Generations.of(memjay.strings(), "carts")).get("1"))
                .isEqualTo("a cart");
    }

    /** A generation that was lost must not bring back what an older one stored. */
    @Test
    void aLostGenerationEmptiesToo() {
        Generations<String, String> users = Generations.of(memjay.strings(), "users");
        face.current(users).set("1", "Ada");

        memjay.strings().delete("users~generation");

        assertThat(face.current(users).get("1")).isNull();
    }

    /** A generation that cannot be asked must not be taken for a lost one, which would be replaced. */
    @Test
    void failuresAreThrownWhateverThePolicy() {
        server.close();
        Generations<String, String> users = Generations.of(
                memjay.strings().withFailurePolicy(FailurePolicy.MISS).withTimeout(java.time.Duration.ofMillis(200)),
                "users");

        assertThatThrownBy(() -> face.current(users)).isInstanceOf(MemjayException.class);
        assertThatThrownBy(() -> face.empty(users)).isInstanceOf(MemjayException.class);
    }

    @Test
    void callbacksOnTheEventLoopMayAsk() {
        Generations<String, String> users = Generations.of(memjay.strings(), "users");

        String found = users.async()
                .current()
                .thenCompose(view -> view.async().set("1", "Ada"))
                .thenCompose(stored -> users.async().current())
                .thenCompose(view -> view.async().get("1"))
                .join();

        assertThat(found).isEqualTo("Ada");
    }
}
