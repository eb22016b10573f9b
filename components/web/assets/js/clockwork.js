// Calls again at each full minute of the given clock, until the signal ends it.
const MINUTE_MS = 60_000;

export function everyMinute(now, signal, work) {
  let timer;
  const wait = () => {
    timer = setTimeout(
      () => {
        work();
        wait();
      },
      MINUTE_MS - (now() % MINUTE_MS) + 20,
    );
  };
  work();
  wait();
  signal.addEventListener("abort", () => clearTimeout(timer));
}
