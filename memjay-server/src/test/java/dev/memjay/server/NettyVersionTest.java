package dev.memjay.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.Version;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NettyVersionTest {
    /** The build runs all tests with two versions of Netty; this shows that it does. */
    @Test
    void theNettyIsTheOneThatTheTestsAreFor() {
        String wanted = System.getProperty("memjay.netty", "4.2");
        Map<String, Version> present = Version.identify();
        assertThat(present).containsKeys("netty-common", "netty-transport", "netty-handler");
        assertThat(present)
                .allSatisfy(
                        (name, version) -> assertThat(version.artifactVersion()).startsWith(wanted + "."));
    }
}
