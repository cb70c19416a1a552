package dev.memjay.internal.connection.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which form a private key has is told by its content, whatever its label says. */
class DerTextTest {
    @ParameterizedTest
    @CsvSource({
        "RSA, PRIVATE KEY", "RSA, RSA PRIVATE KEY", "RSA, EC PRIVATE KEY",
        "EC, PRIVATE KEY", "EC, RSA PRIVATE KEY", "EC, EC PRIVATE KEY",
        "Ed25519, PRIVATE KEY", "Ed25519, RSA PRIVATE KEY"
    })
    void pkcs8IsReadUnderEveryLabel(String algorithm, String label) throws Exception {
        PrivateKey key = made(algorithm).getPrivate();

        assertThat(read(label, key.getEncoded())).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({"RSA PRIVATE KEY", "PRIVATE KEY"})
    void pkcs1IsReadUnderEveryLabel(String label) throws Exception {
        PrivateKey key = made("RSA").getPrivate();
        // Of PKCS#8 with a key of 2,048 bits the first 26 bytes are what it puts before PKCS#1.
        byte[] pkcs1 = Arrays.copyOfRange(key.getEncoded(), 26, key.getEncoded().length);

        assertThat(read(label, pkcs1)).isEqualTo(key);
    }

    @Test
    void whatIsCutOffIsNamed() throws Exception {
        byte[] key = made("RSA").getPrivate().getEncoded();
        for (int length = 0; length < 7; length++) {
            byte[] part = Arrays.copyOf(key, length);
            assertThatThrownBy(() -> DerText.pkcs8(part))
                    .as("%s bytes", length)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("private key");
        }
    }

    private static KeyPair made(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("RSA")) {
            generator.initialize(2_048);
        }
        return generator.generateKeyPair();
    }

    private static PrivateKey read(String label, byte[] der) throws Exception {
        String base64 = Base64.getMimeEncoder().encodeToString(der);
        String pem = "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
        return PemText.in(pem.getBytes(ISO_8859_1)).key(new char[0]);
    }
}
