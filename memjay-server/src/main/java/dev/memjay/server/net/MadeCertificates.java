package dev.memjay.server.net;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A certificate authority made on the fly, with one certificate for a server on this machine and one for its clients. */
public final class MadeCertificates {
    /** A private key with its certificate. */
    public record Identity(PrivateKey key, X509Certificate certificate) {}

    private static final Duration LIFE = Duration.ofDays(3650);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final byte[] ECDSA_WITH_SHA256 = Der.value(Der.SEQUENCE, Der.oid(1, 2, 840, 10045, 4, 3, 2));
    private static final byte[] IS_AUTHORITY = Der.value(
            Der.SEQUENCE,
            Der.oid(2, 5, 29, 19),
            Der.value(0x01, new byte[] {(byte) 0xFF}),
            Der.value(0x04, Der.value(Der.SEQUENCE, Der.value(0x01, new byte[] {(byte) 0xFF}))));

    private final Identity authority;
    private final Identity server;
    private final Identity client;

    public MadeCertificates() throws GeneralSecurityException {
        KeyPair keys = keys();
        X509Certificate certificate =
                sign("Memjay test authority", keys, "Memjay test authority", keys.getPrivate(), IS_AUTHORITY);
        authority = new Identity(keys.getPrivate(), certificate);
        server = issue("localhost", alternativeNames());
        client = issue("Memjay test client", new byte[0]);
    }

    public Identity authority() {
        return authority;
    }

    public Identity server() {
        return server;
    }

    public Identity client() {
        return client;
    }

    private Identity issue(String name, byte[] extension) throws GeneralSecurityException {
        KeyPair keys = keys();
        return new Identity(keys.getPrivate(), sign(name, keys, "Memjay test authority", authority.key(), extension));
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static byte[] alternativeNames() {
        byte[] ipv6 = new byte[16];
        ipv6[15] = 1;
        return Der.value(
                Der.SEQUENCE,
                Der.oid(2, 5, 29, 17),
                Der.value(
                        0x04,
                        Der.value(
                                Der.SEQUENCE,
                                Der.value(0x82, "localhost".getBytes(StandardCharsets.US_ASCII)),
                                Der.value(0x87, new byte[] {127, 0, 0, 1}),
                                Der.value(0x87, ipv6))));
    }

    private static X509Certificate sign(
            String subject, KeyPair keys, String issuer, PrivateKey issuerKey, byte[] extension)
            throws GeneralSecurityException {
        Instant now = Instant.now();
        byte[] content = Der.value(
                Der.SEQUENCE,
                Der.value(0xA0, Der.value(0x02, new byte[] {2})),
                Der.value(
                        0x02,
                        new BigInteger(63, new SecureRandom())
                                .add(BigInteger.ONE)
                                .toByteArray()),
                ECDSA_WITH_SHA256,
                name(issuer),
                Der.value(Der.SEQUENCE, time(now.minus(Duration.ofDays(1))), time(now.plus(LIFE))),
                name(subject),
                keys.getPublic().getEncoded(),
                extension.length == 0 ? extension : Der.value(0xA3, Der.value(Der.SEQUENCE, extension)));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(issuerKey);
        signature.update(content);
        byte[] signed =
                Der.value(Der.SEQUENCE, content, ECDSA_WITH_SHA256, Der.value(0x03, new byte[] {0}, signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
    }

    private static byte[] name(String commonName) {
        return Der.value(
                Der.SEQUENCE,
                Der.value(
                        Der.SET,
                        Der.value(
                                Der.SEQUENCE,
                                Der.oid(2, 5, 4, 3),
                                Der.value(0x0C, commonName.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] time(Instant instant) {
        // generalized time, so that the year needs no century rule
        return Der.value(0x18, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }
}
