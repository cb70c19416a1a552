package dev.memjay.benchmarks;

import dev.memjay.benchmarks.contenders.Contender;
import dev.memjay.benchmarks.contenders.Window;
import dev.memjay.benchmarks.report.Row;
import dev.memjay.benchmarks.report.Rows;
import java.util.List;
import java.util.Map;

/** What one thread of a load does again and again; made and closed by that thread. */
@SuppressWarnings("try") // closing waits for what is outstanding, which may be interrupted
interface Step extends AutoCloseable {
    void run() throws Exception;

    @Override
    default void close() throws Exception {}

    static Step of(Row row, Contender contender, Dataset data, Dice dice) throws Exception {
        return switch (row.operation()) {
            case GET -> () -> get(contender, data, dice);
            case MIXED -> mixed(contender, data, dice);
            case ASYNC_GET -> async(contender, data, dice);
            case GET_ALL -> getAll(contender, data, dice);
            case SET_ALL -> setAll(contender, data, dice);
        };
    }

    private static void get(Contender contender, Dataset data, Dice dice) throws Exception {
        String key = data.key(dice.below(Dataset.SIZE));
        data.check(key, contender.get(key));
    }

    private static Step mixed(Contender contender, Dataset data, Dice dice) {
        return () -> {
            if (dice.below(10) == 0) {
                int index = dice.below(Dataset.SIZE);
                contender.set(data.key(index), data.value(index));
            } else {
                get(contender, data, dice);
            }
        };
    }

    private static Step async(Contender contender, Dataset data, Dice dice) throws Exception {
        Window window = contender.window(Rows.OUTSTANDING, data::check);
        return new Step() {
            @Override
            public void run() throws Exception {
                window.get(data.key(dice.below(Dataset.SIZE)));
            }

            @Override
            public void close() throws Exception {
                window.close();
            }
        };
    }

    private static Step getAll(Contender contender, Dataset data, Dice dice) {
        List<List<String>> lists = data.lists(64, Rows.BULK, dice);
        return () -> {
            List<String> keys = lists.get(dice.below(lists.size()));
            int found = contender.getAll(keys);
            if (found != keys.size()) {
                throw new IllegalStateException("found " + found + " of " + keys.size() + " keys");
            }
        };
    }

    private static Step setAll(Contender contender, Dataset data, Dice dice) {
        List<Map<String, byte[]>> maps = data.maps(16, Rows.BULK, dice);
        return () -> contender.setAll(maps.get(dice.below(maps.size())));
    }
}
