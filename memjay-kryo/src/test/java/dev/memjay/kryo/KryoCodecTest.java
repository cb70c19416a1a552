package dev.memjay.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Registered classes come back as they were; nothing else is made. */
class KryoCodecTest {
    /** A value. */
    static final class Cart {
        private String owner = "";
        private List<Integer> items = new ArrayList<>();
    }

    /** Not registered. */
    static final class Payload {}

    /** Has room for anything. */
    static final class Holder {
        private Object content = "";
    }

    private static Codec<Cart> carts() {
        return KryoCodec.of(Cart.class, kryo -> {
            kryo.register(Cart.class);
            kryo.register(ArrayList.class);
        });
    }

    private static Cart cart() {
        Cart cart = new Cart();
        cart.owner = "Zoë";
        cart.items.addAll(List.of(1, 2, 300_000));
        return cart;
    }

    @Test
    void whatIsWrittenIsRead() {
        Cart read = carts().decode(carts().encode(cart()));

        assertThat(read.owner).isEqualTo("Zoë");
        assertThat(read.items).containsExactly(1, 2, 300_000);
    }

    @Test
    void classesThatAreNotRegisteredAreRefused() {
        Codec<Holder> codec = KryoCodec.of(Holder.class, kryo -> kryo.register(Holder.class));
        Codec<Holder> other = KryoCodec.of(Holder.class, kryo -> {
            kryo.register(Holder.class);
            kryo.register(Payload.class);
        });
        Holder holder = new Holder();
        holder.content = new Payload();

        assertThatThrownBy(() -> codec.encode(holder)).isInstanceOf(CodecException.class);
        Encoded written = other.encode(holder);
        assertThatThrownBy(() -> codec.decode(written)).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> KryoCodec.of(Cart.class, kryo -> kryo.setRegistrationRequired(false)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void foreignFlagsAreRefused() {
        assertThatThrownBy(() -> carts().decode(Encoded.of(new byte[3], 1)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("flags 1");
    }

    @Test
    void damagedDataGivesAValueOrACodecException() {
        Codec<Cart> codec = carts();
        byte[] good = codec.encode(cart()).data();
        Random random = new Random(3);
        for (int round = 0; round < 5_000; round++) {
            byte[] data = Arrays.copyOf(good, random.nextInt(good.length + 2));
            for (int change = random.nextInt(4); change > 0 && data.length > 0; change--) {
                data[random.nextInt(data.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(codec.decode(Encoded.of(data))).isNotNull();
            } catch (CodecException e) {
                assertThat(e).hasMessageContaining("Cart");
            }
        }
    }
}
