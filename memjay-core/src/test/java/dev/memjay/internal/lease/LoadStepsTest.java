package dev.memjay.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Views;
import dev.memjay.model.LoadPolicy;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent, returned and left behind, for each thing that may be found and each policy, in all four ways to load. */
class LoadStepsTest {
    private static final Duration LONG = Duration.ofHours(1);

    private static LoadPolicy policy(String name) {
        LoadPolicy standard = LoadPolicy.standard().maxWait(Duration.ofMillis(1));
        return switch (name) {
            case "standard" -> standard;
            case "remember" -> standard.missTtl(LONG);
            case "revalidate" -> standard.staleWhileRevalidate(LONG).refreshExecutor(Runnable::run);
            case "ifError" -> standard.staleIfError(LONG);
            case "fail" -> standard.afterWait(LoadPolicy.AfterWait.FAIL).maxWait(Duration.ZERO);
            case "stale" -> standard.afterWait(LoadPolicy.AfterWait.STALE).maxWait(Duration.ZERO);
            case "compute" -> standard.maxWait(Duration.ZERO);
            default -> throw new AssertionError(name);
        };
    }

    private static void arrange(LeaseNode node, String found) {
        switch (found) {
            case "absent" -> {}
            case "value" -> node.put("k", "old", false, false);
            case "stale" -> node.put("k", "old", true, false);
            case "refreshed" -> node.put("k", "old", true, true);
            case "nothing" -> node.putNothing("k");
            case "taken" -> node.take("k");
            default -> throw new AssertionError(found);
        }
    }

    private static @Nullable String loaded(String how) throws Exception {
        return switch (how) {
            case "v" -> "v";
            case "null" -> null;
            case "bug" -> throw new IllegalArgumentException("bug");
            case "disk" -> throw new IOException("disk");
            default -> throw new AssertionError(how);
        };
    }

    private static String load(LoadingFace face, LeaseNode node, String policy, String loader) {
        Keyspace<String, String> view = Views.strings(node);
        try {
            return String.valueOf(face.load(view, "k", key -> loaded(loader), policy(policy)));
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            absent    | standard   | v    | v                         | getOrCompute, complete           | v
            absent    | standard   | null | null                      | getOrCompute, abandon!           | -
            absent    | remember   | null | null                      | getOrCompute, complete           | nothing
            absent    | standard   | bug  | IllegalArgumentException  | getOrCompute, abandon!           | -
            absent    | standard   | disk | LoaderException           | getOrCompute, abandon!           | -
            absent    | ifError    | disk | LoaderException           | getOrCompute, abandon!           | -
            value     | standard   | v    | old                       | getOrCompute                     | old
            nothing   | standard   | v    | null                      | getOrCompute                     | nothing
            stale     | standard   | v    | v                         | getOrCompute, complete           | v
            stale     | standard   | bug  | IllegalArgumentException  | getOrCompute, abandon!           | old~
            stale     | ifError    | disk | old                       | getOrCompute, abandon!           | old~
            stale     | revalidate | v    | old                       | getOrCompute, complete           | v
            stale     | revalidate | null | old                       | getOrCompute, abandon!           | old~
            stale     | revalidate | disk | old                       | getOrCompute, abandon!           | old~
            refreshed | revalidate | v    | old                       | getOrCompute                     | old~!
            refreshed | stale      | v    | old                       | getOrCompute                     | old~!
            refreshed | compute    | v    | v                         | getOrCompute, complete           | v
            taken     | fail       | v    | OperationTimeoutException | getOrCompute                     | ?!
            taken     | stale      | v    | v                         | getOrCompute, complete           | v
            taken     | compute    | v    | v                         | getOrCompute, complete           | v
            taken     | compute    | bug  | IllegalArgumentException  | getOrCompute                     | ?!
            """)
    void underLeases(String found, String policy, String loader, String result, String sent, String left) {
        for (LoadingFace face : LoadingFace.values()) {
            LeaseNode node = new LeaseNode(true);
            arrange(node, found);

            assertThat(load(face, node, policy, loader)).as("%s", face).isEqualTo(result);
            assertThat(String.join(", ", node.verbs)).as("%s", face).isEqualTo(sent);
            assertThat(node.item("k")).as("%s", face).isEqualTo(left);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            absent | standard | v    | v                         | getOrCompute, lease, getOrCompute, complete, abandon! | v
            absent | standard | null | null                      | getOrCompute, lease, getOrCompute, abandon!           | -
            absent | remember | null | null                      | getOrCompute, lease, getOrCompute, complete, abandon! | nothing
            absent | standard | disk | LoaderException           | getOrCompute, lease, getOrCompute, abandon!           | -
            value  | standard | v    | old                       | getOrCompute                                          | old
            taken  | fail     | v    | OperationTimeoutException | getOrCompute, lease                                   | -
            taken  | compute  | v    | v                         | getOrCompute, lease, complete                         | v
            """)
    void underLocks(String found, String policy, String loader, String result, String sent, String left) {
        for (LoadingFace face : LoadingFace.values()) {
            LeaseNode node = new LeaseNode(false);
            arrange(node, found);

            assertThat(load(face, node, policy, loader)).as("%s", face).isEqualTo(result);
            assertThat(String.join(", ", node.verbs)).as("%s", face).isEqualTo(sent);
            assertThat(node.item("k")).as("%s", face).isEqualTo(left);
            assertThat(node.item("k:lock")).as("%s", face).isEqualTo(found.equals("taken") ? "1" : "-");
        }
    }
}
