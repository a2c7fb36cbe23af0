/** The stage of digits: the network that reads one, or, of a convolutional model, its feature maps. */

import { text } from "../../../../../live_cells/live/page/elements/nodes.ts";
import { opening } from "../../lab/opening.ts";
import type { Answers } from "../inside/answers.ts";
import { drawStrip, stripNode } from "../parts/layer_strip.ts";
import { firstNumbers, type SentDigit } from "../parts/numbers.ts";
import type { Wish } from "../run_calls.ts";
import { inputShape, isConvolutional, stackFor, type Setup } from "../setup/setup.ts";
import { digitsNetwork, firstDigit, readDigit, type DigitLook } from "./digits_network.ts";
import { CloserLook } from "./closer_look.ts";
import type { Spot } from "./network_layout.ts";
import type { Network, NetworkView } from "./network_view.ts";
import type { Scene, ShownRun } from "./scene.ts";

/** Milliseconds between two looks at feature maps, which are many numbers. */
const BREATH = 700;

export class DigitsScene implements Scene {
  /** The feature maps of a convolutional model; before there are any, its layers. */
  maps = text("div", "picture pg-maps-picture");
  closer = new CloserLook();
  #strip = stripNode();
  #run;
  #view;
  #onRead;
  /** Gray values from 0 to 255. */
  #picture: number[] | null = null;
  #found: { of: string; sent: SentDigit } | null = null;
  #described: { of: string; picture: object; alt: string } | null = null;
  #network: Network | null = null;
  #looked: Spot | null = null;
  #drawnMaps = "";
  #lastLook = 0;

  /** @param onRead called with what the model says of the digit @param onDigit there is one to be shown */
  constructor(
    run: ShownRun,
    view: NetworkView,
    { onRead, onDigit }: { onRead: (picture: number[], probabilities: number[] | null) => void; onDigit: () => void },
  ) {
    this.#run = run;
    this.#view = view;
    this.#onRead = onRead;
    this.maps.append(this.#strip);
    opening().then(
      ({ picture }) => {
        if (this.#picture) return;
        this.#picture = picture;
        onRead(picture, null);
        onDigit();
      },
      (error) => console.warn("A digit:", error),
    );
  }

  /** Another digit is to be read. */
  set picture(picture: number[]) {
    this.#picture = picture;
    this.#found = null;
    this.#described = null;
  }

  wishes(setup: Setup): Wish[] {
    if (!this.#picture) return [];
    if (!isConvolutional(setup)) return [["digit_network", this.#picture]];
    if (performance.now() - this.#lastLook < BREATH) return [];
    this.#lastLook = performance.now();
    return [["digit_maps", this.#picture]];
  }

  take({ digit_network, digit_maps }: Partial<Answers>, version: string) {
    if (digit_network) this.#found = { of: version, sent: digit_network };
    if (digit_maps) this.#described = { of: version, ...digit_maps };
    const read = digit_network ?? digit_maps;
    if (read && this.#picture) this.#onRead(this.#picture, read.probabilities);
  }

  knows(version: string) {
    return !this.#picture || (this.#found ?? this.#described)?.of === version;
  }

  async ask(setup: Setup, version: string) {
    if (!this.#picture) return;
    if (isConvolutional(setup)) {
      this.take({ digit_maps: await this.#run.view("digit_maps", this.#run.viewedEpoch, [this.#picture]) }, version);
    } else {
      const found = await this.#run.view("digit_network", this.#run.viewedEpoch, [this.#picture]);
      this.take({ digit_network: found }, version);
    }
  }

  draw(setup: Setup, isOfRun: boolean) {
    const isConv = isConvolutional(setup);
    this.maps.hidden = !isConv;
    if (isConv) return this.#drawMaps(setup, isOfRun);
    const look = this.#look(setup, isOfRun);
    if (!look || !this.#picture) return;
    this.#network = digitsNetwork(setup, look, this.#picture);
    this.#view.show(this.#network);
    if (this.#looked) this.look(this.#looked);
  }

  /** Show what a unit responds to, larger. */
  look(spot: Spot | null) {
    this.#looked = spot;
    const { columns } = this.#network ?? { columns: [] };
    const isThere = spot && spot.row < (columns[spot.column]?.units ?? 0);
    if (isThere && this.#network)
      this.closer.show(this.#network.tileOf(spot), this.#network.nameOf(spot), spot.column > (columns.length - 1) / 2);
    else this.closer.show(null, "", false);
  }

  /** The same, where there is no mouse to point with. */
  open(spot: Spot) {
    this.look(spot);
  }

  #look(setup: Setup, isOfRun: boolean): DigitLook | null {
    if (isOfRun && this.#found && this.#run.state !== "starting") return readDigit(this.#found.sent, setup);
    const numbers = this.#picture && firstNumbers(setup);
    return numbers && this.#picture ? firstDigit(setup, numbers, this.#picture) : null;
  }

  async #drawMaps(setup: Setup, isOfRun: boolean) {
    const described = isOfRun ? this.#described : null;
    if (!described) {
      this.#drawnMaps = "";
      drawStrip(this.#strip, stackFor(setup), inputShape(setup));
      delete this.maps.dataset.drawn;
      this.maps.querySelector(".picture-live")?.remove();
      this.#strip.toggleAttribute("hidden", false);
      return;
    }
    const isBeingRead = this.maps.matches(":focus-within, :hover") && this.#run.isBusy;
    if (described.of === this.#drawnMaps || isBeingRead) return;
    this.#drawnMaps = described.of;
    const { draw } = await import("../../../../../live_cells/live/page/pictures/mount.ts");
    this.#strip.toggleAttribute("hidden", true);
    Object.assign(this.maps.dataset, { picture: JSON.stringify(described.picture), alt: described.alt });
    draw(this.maps);
  }
}
