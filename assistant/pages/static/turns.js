// The last choice wins, whatever the order of replies: of events that fill the same part of the
// page the next is sent only when the one before has been answered, and a reply that is overtaken
// all the same changes nothing. Runs before the first event; Gradio sends its events with `fetch`.
() => {
  const send = window.fetch;
  const PATIENCE = 20000; // milliseconds after which a reply is not waited for
  const TYPED = ["change", "input"]; // of these only the newest matters: it carries all values
  let lanes = null;

  // Events are in one lane where they fill a component in common, directly or by way of others.
  function laneOf(event) {
    if (lanes === null) lanes = grouped(window.gradio_config.dependencies);
    return lanes.get(event);
  }

  function grouped(events) {
    const of = new Map(); // component → lane
    for (const event of events) {
      const joined = new Set(event.outputs.map((one) => of.get(one)).filter(Boolean));
      const lane = { fills: new Set(event.outputs), end: Promise.resolve(), sent: 0, shown: 0, waiting: [] };
      for (const other of joined) for (const one of other.fills) lane.fills.add(one);
      for (const one of lane.fills) of.set(one, lane);
    }
    const alone = () => ({ end: Promise.resolve(), sent: 0, shown: 0, waiting: [] });
    return new Map(events.map((event) => [event.id, of.get(event.outputs[0]) || alone()]));
  }

  function eventOf(options) {
    const id = JSON.parse(options.body).fn_index;
    return window.gradio_config.dependencies.find((event) => event.id === id);
  }

  // A reply in which nothing changes.
  function nothing(event) {
    const data = event.outputs.map(() => ({ __type__: "update" }));
    return new Response(JSON.stringify({ data, is_generating: false, duration: 0, average_duration: 0 }));
  }

  const late = () => new Promise((resolve) => setTimeout(resolve, PATIENCE));

  async function inTurn(event, address, options) {
    const lane = laneOf(event.id);
    const mine = { event: event.id, number: ++lane.sent, dropped: false };
    if (event.targets.every(([, name]) => TYPED.includes(name))) {
      for (const one of lane.waiting) one.dropped ||= one.event === event.id;
    }
    lane.waiting.push(mine);
    let done;
    const before = lane.end;
    lane.end = Promise.race([new Promise((resolve) => { done = resolve; }), before.then(late)]);
    try {
      await before;
      lane.waiting = lane.waiting.filter((one) => one !== mine);
      if (mine.dropped) return nothing(event);
      const reply = await send(address, options);
      const body = await reply.blob(); // whole, before anything else of this lane is sent
      if (mine.number < lane.shown) return nothing(event);
      lane.shown = mine.number;
      return new Response(body, { status: reply.status, headers: reply.headers });
    } finally {
      setTimeout(done, 0); // once the reply is shown
    }
  }

  window.fetch = function (address, options) {
    const path = String(address && address.url ? address.url : address).split("?")[0];
    if (!options || typeof options.body !== "string" || !window.gradio_config) return send(address, options);
    if (path.endsWith("/gradio_api/run/predict")) return inTurn(eventOf(options), address, options);
    if (path.endsWith("/gradio_api/queue/join")) {
      // answered in its own time, but never started before what was chosen earlier
      return laneOf(eventOf(options).id).end.then(() => send(address, options));
    }
    return send(address, options);
  };
}
