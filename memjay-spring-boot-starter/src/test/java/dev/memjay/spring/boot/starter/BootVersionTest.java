package dev.memjay.spring.boot.starter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;
import org.springframework.core.SpringVersion;

/** The tests of this folder run once for each Spring Boot, with an exchanged class path: it has to be the right one. */
class BootVersionTest {
    @Test
    void theClassPathIsThatOfTheWantedBoot() {
        assertThat(SpringBootVersion.getVersion()).isEqualTo(System.getProperty("memjay.boot"));
        assertThat(SpringVersion.getVersion())
                .startsWith(SpringBootVersion.getVersion().startsWith("3.") ? "6.2." : "7.0.");
    }
}
