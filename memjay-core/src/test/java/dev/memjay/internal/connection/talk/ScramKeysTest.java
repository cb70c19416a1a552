package dev.memjay.internal.connection.talk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.security.sasl.SaslException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The key of a SCRAM login, and what bounds the work for it. */
class ScramKeysTest {
    private static final byte[] SALT = {1, 2, 3};

    @Test
    void sameAsThePlatformsPbkdf2() throws Exception {
        Random random = new Random(7677);
        for (int i = 0; i < 20; i++) {
            byte[] salt = new byte[1 + random.nextInt(40)];
            random.nextBytes(salt);
            String password = "pässword" + "x".repeat(random.nextInt(100));
            int iterations = ScramKeys.MIN_ITERATIONS + random.nextInt(3000);
            PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, 256);
            byte[] expected = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();

            assertThat(ScramKeys.saltedPassword(password.getBytes(UTF_8), salt, iterations, done -> {}))
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 4095, 1_000_001, Integer.MAX_VALUE})
    void iterationsOutOfBoundsAreRefusedBeforeTheWork(int iterations) {
        List<Integer> checks = new ArrayList<>();

        assertThatExceptionOfType(SaslException.class)
                .isThrownBy(() -> ScramKeys.saltedPassword(new byte[] {1}, SALT, iterations, checks::add))
                .withMessageContaining("asks for " + iterations + " iterations, and 4096 to 1000000");
        assertThat(checks).isEmpty();
    }

    @Test
    void theWorkEndsWhereThePaceEndsIt() {
        List<Integer> checks = new ArrayList<>();

        assertThatExceptionOfType(SaslException.class)
                .isThrownBy(() -> ScramKeys.saltedPassword(new byte[] {1}, SALT, ScramKeys.MAX_ITERATIONS, done -> {
                    checks.add(done);
                    if (checks.size() == 3) {
                        throw new SaslException("over");
                    }
                }))
                .withMessage("over");
        assertThat(checks).containsExactly(ScramKeys.SLICE, 2 * ScramKeys.SLICE, 3 * ScramKeys.SLICE);
    }
}
